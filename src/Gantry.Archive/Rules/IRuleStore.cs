namespace Gantry.Archive.Rules;

/// <summary>Keeps rules of a kind, how far each is along the change feed, and what it could not do. Other processes may change rules at any moment. Errors are <see cref="Jobs.JobStoreException"/>.</summary>
public interface IRuleStore<TRule, TState>
{
    IReadOnlyList<(TRule Rule, TState State)> List();

    (TRule Rule, TState State)? Find(string name);

    /// <summary>Adds a rule or replaces the one of its name; a replaced one stays where it is.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="cursor">Where a new one begins: -1 with what comes from now on, 0 with all that is there.</param>
    void Put(TRule rule, long cursor);

    /// <summary>With its failures; false when there is none of this name.</summary>
    bool Remove(string name);

    /// <summary>Nothing happens where the rule is gone.</summary>
    void Save(string name, TState state);

    /// <summary>Takes the place of an earlier one of the same rule and instance.</summary>
    void AddFailure(RuleFailure failure);

    /// <summary>Forgets a failure that was to be tried again, unless it has failed once more since.</summary>
    void RemoveRetried(string rule, string instance);

    /// <param name="rule">The rule's name.</param>
    /// <param name="limit">At most so many, oldest first.</param>
    /// <param name="onlyToRetry">Only those that somebody has asked to be tried again.</param>
    IReadOnlyList<RuleFailure> Failures(string rule, int limit, bool onlyToRetry = false);

    long CountFailures(string rule);

    /// <summary>Has all failures of a rule tried again, and a rule that waits go on at once; how many failures.</summary>
    int Retry(string rule);
}
