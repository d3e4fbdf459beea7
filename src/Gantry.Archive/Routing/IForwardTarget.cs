using Gantry.Archive.Index;

namespace Gantry.Archive.Routing;

/// <summary>A destination that instances are sent to, one after the other.</summary>
public interface IForwardTarget : IAsyncDisposable
{
    /// <summary>Told what comes next.</summary>
    ValueTask PrepareAsync(IReadOnlyList<StoredInstance> instances, CancellationToken cancellationToken);

    ValueTask<(ForwardOutcome Outcome, string Reason)> SendAsync(StoredInstance instance, CancellationToken cancellationToken);
}
