using Gantry.Archive.Index;

namespace Gantry.Server.Dimse.Retrieve;

/// <summary>Where the instances of a retrieval go: back on the association that asked, or to another peer.</summary>
internal interface IInstanceTarget : IAsyncDisposable
{
    /// <summary>Told before a run of instances; for a target that negotiates for them.</summary>
    ValueTask PrepareAsync(IReadOnlyList<StoredInstance> instances, CancellationToken cancellationToken);

    /// <summary>Sends one. Faults of the object store are an outcome too.</summary>
    ValueTask<SubOperationOutcome> SendAsync(StoredInstance instance, CancellationToken cancellationToken);

    /// <summary>In words, why an instance was not sent last; empty where none failed.</summary>
    string LastFault { get; }
}
