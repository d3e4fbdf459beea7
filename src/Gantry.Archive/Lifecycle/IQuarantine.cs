using Gantry.Archive.Ingest;

namespace Gantry.Archive.Lifecycle;

/// <summary>One input that could not be stored but was kept whole.</summary>
/// <param name="Name">Its name in quarantine.</param>
/// <param name="At">When it came.</param>
/// <param name="Source">Who brought it.</param>
/// <param name="Reason">Why it was not stored.</param>
/// <param name="Detail">For a person.</param>
/// <param name="Length">Bytes.</param>
public sealed record QuarantinedItem(string Name, DateTimeOffset At, InstanceSource Source, RefusalReason Reason, string Detail, long Length);

/// <summary>Keeps malformed input whole, for a person to look at. It is no part of the archive.</summary>
public interface IQuarantine
{
    /// <summary>Durably keeps what <paramref name="write"/> writes; returns its name.</summary>
    ValueTask<string> KeepAsync(InstanceSource source, RefusalReason reason, string detail, Func<Stream, CancellationToken, ValueTask> write, CancellationToken cancellationToken);

    IReadOnlyList<QuarantinedItem> List();

    /// <summary>Removes one; false when it is not there.</summary>
    bool Remove(string name);

    /// <summary>Null when it is not there.</summary>
    Stream? Open(string name);
}
