namespace Gantry.Archive.Compression;

/// <summary>What became of an instance under a rule.</summary>
internal abstract record RecodeOutcome
{
    private RecodeOutcome() { }

    /// <summary>It is stored in the rule's transfer syntax now.</summary>
    public sealed record Done(long BytesBefore, long BytesAfter) : RecodeOutcome;

    /// <summary>Nothing is to be gained, it must not be touched, or what it holds has no place in the rule's transfer syntax: all is well with it as it is.</summary>
    /// <param name="Reason">In words for a person, the same for all of a kind.</param>
    public sealed record Left(string Reason) : RecodeOutcome;

    /// <summary>It stays as it is, and somebody should look at it; trying again by itself would not help.</summary>
    public sealed record Failed(string Reason) : RecodeOutcome;

    /// <summary>Nothing can be written at the moment.</summary>
    public sealed record Unavailable(string Reason) : RecodeOutcome;
}
