using Gantry.Archive.Index;

namespace Gantry.Archive.Ingest;

/// <summary>What the committer did with an instance: the index's word, or why nothing was committed.</summary>
internal readonly record struct CommitAnswer(CommitResult Result, RefusalReason? Refusal = null, string? Detail = null)
{
    public static CommitAnswer Refused(RefusalReason reason, string detail) => new(default, reason, detail);
}
