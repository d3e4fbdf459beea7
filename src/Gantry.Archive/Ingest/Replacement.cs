using Gantry.Archive.Index;
using Gantry.Archive.Objects;

namespace Gantry.Archive.Ingest;

/// <summary>An instance that the archive writes again.</summary>
/// <param name="Current">What is to be replaced.</param>
/// <param name="Record">Its record in the segment.</param>
/// <param name="Origin">What was once received.</param>
internal sealed record Replacement(StoredInstance Current, SegmentRecord Record, UInt128 Origin)
{
    /// <summary>The new entry, with what belongs to the instance rather than to its bytes.</summary>
    public InstanceEntry Apply(InstanceEntry entry) => entry with
    {
        ReceivedAt = Record.ReceivedAt,
        Source = Record.Source,
        Generation = (byte)(Record.Generation + 1),
        Origin = Origin,
        Replaces = Current.Place,
    };
}
