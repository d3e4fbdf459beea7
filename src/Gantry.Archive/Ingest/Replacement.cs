using Gantry.Archive.Index;
using Gantry.Archive.Objects;

namespace Gantry.Archive.Ingest;

/// <summary>What is told of an instance whose bytes the archive has made anew, rather than received.</summary>
/// <param name="Identity">Whose bytes they must be.</param>
/// <param name="Place">Of the stored ones, which they replace; null where what was received is not stored: these are the first then.</param>
/// <param name="Generation">Theirs.</param>
/// <param name="Origin">What was once received.</param>
/// <param name="ReceivedIn">In which transfer syntax, where that is known.</param>
internal sealed record Replacement(InstanceIdentity Identity, ObjectPlace? Place, InstanceSource Source, DateTimeOffset ReceivedAt, byte Generation, UInt128 Origin, string? ReceivedIn)
{
    /// <summary>The new entry, with what belongs to the instance rather than to its bytes.</summary>
    public InstanceEntry Apply(InstanceEntry entry) => entry with { ReceivedAt = ReceivedAt, Source = Source, Generation = Generation, Origin = Origin, ReceivedIn = ReceivedIn, Replaces = Place };
}
