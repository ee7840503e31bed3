"""What became of print jobs, in whole sentences."""

from packbench.domain.printers import JobState, JobView
from packbench.domain.refusals import EnvironmentFault, FaultCode
from packbench.words.language import tr
from packbench.words.refusals import sentence


def job_trouble(job: JobView) -> str:
    """Why a job is not printed; empty where nothing is known against it."""
    if job.trouble is not None:
        fault = EnvironmentFault(
            FaultCode(job.trouble),
            printer=job.printer,
            paper=job.paper or "",
            tray=job.tray or "",
            cause=job.detail or "",
            kind=job.kind,
        )
        return sentence(fault)
    if job.state is JobState.SENT and job.detail:
        told = tr("{printer} does not print it yet; the system says: {cause}")
        return told.format(printer=job.printer, cause=job.detail)
    return ""


def sent_words(job: JobView) -> str:
    """That a job is on its way."""
    if job.state is JobState.SENT:
        words = tr("{document} went to {printer} (print job {job}).")
    else:
        words = tr("{document} is kept as print job {job}, for {printer}.")
    return words.format(document=job.title, printer=job.printer, job=job.job)
