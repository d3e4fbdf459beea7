using Gantry.Archive.Index;
using Microsoft.Extensions.Logging;

namespace Gantry.Archive.Corrections;

/// <summary>Lets the index show corrections that another process has added to the history, the command line for one.</summary>
public sealed class CorrectionFollower(CorrectionService corrections, TimeProvider time, ILogger<CorrectionFollower> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
                if (corrections.CatchUp() is > 0 and int count)
                {
                    CorrectionLog.Taken(logger, count);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                CorrectionLog.Failed(logger, e);
            }
        }
    }
}
