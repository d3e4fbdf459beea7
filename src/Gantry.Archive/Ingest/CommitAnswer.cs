using Gantry.Archive.Index;
using Gantry.Archive.Objects;

namespace Gantry.Archive.Ingest;

/// <summary>What the committer did with an instance: the index's word, or why nothing was committed, or what is held already under its UID.</summary>
internal readonly record struct CommitAnswer(CommitResult Result, RefusalReason? Refusal = null, string? Detail = null, StoredInstance? Held = null, ObjectPlace? Place = null)
{
    public static CommitAnswer Refused(RefusalReason reason, string detail) => new(default, reason, detail);
}
