namespace Gantry.Archive.Compression;

/// <summary>What became of an instance under a rule.</summary>
internal abstract record RecodeOutcome
{
    private RecodeOutcome() { }

    /// <summary>It is stored in the rule's transfer syntax now.</summary>
    public sealed record Done(long BytesBefore, long BytesAfter) : RecodeOutcome;

    /// <summary>Nothing is to be gained, or it must not be touched.</summary>
    public sealed record Left : RecodeOutcome;

    /// <summary>It stays as it is; trying again by itself would not help.</summary>
    public sealed record Failed(string Reason) : RecodeOutcome;

    /// <summary>Nothing can be written at the moment.</summary>
    public sealed record Unavailable(string Reason) : RecodeOutcome;
}
