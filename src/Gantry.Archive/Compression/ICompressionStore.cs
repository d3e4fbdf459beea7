namespace Gantry.Archive.Compression;

/// <summary>Keeps rules, how far they are, and what failed. Other processes may change rules at any moment. Errors are <see cref="Jobs.JobStoreException"/>.</summary>
public interface ICompressionStore
{
    IReadOnlyList<(CompressionRule Rule, CompressionState State)> List();

    (CompressionRule Rule, CompressionState State)? Find(string name);

    /// <summary>Adds a rule or replaces the one of its name; a replaced one stays where it is.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="cursor">Where a new one begins: -1 with what comes from now on, 0 with all that is there.</param>
    void Put(CompressionRule rule, long cursor);

    /// <summary>With its failures; false when there is none of this name.</summary>
    bool Remove(string name);

    /// <summary>Nothing happens where the rule is gone.</summary>
    void Save(string name, CompressionState state);

    /// <summary>Adds to those of the same reason. Of a rule a hundred reasons are told apart; the others count as one.</summary>
    void AddLeft(string rule, CompressionLeft left);

    /// <summary>Why instances were left as they are, the most frequent reason first.</summary>
    IReadOnlyList<CompressionLeft> Left(string rule);

    void AddFailure(CompressionFailure failure);

    void RemoveFailure(string rule, string instance);

    /// <param name="rule">The rule's name.</param>
    /// <param name="limit">At most so many, oldest first.</param>
    /// <param name="onlyToRetry">Only those that somebody has asked to be tried again.</param>
    IReadOnlyList<CompressionFailure> Failures(string rule, int limit, bool onlyToRetry = false);

    long CountFailures(string rule);

    /// <summary>Has all failures of a rule tried again; how many.</summary>
    int Retry(string rule);
}
