namespace Gantry.Archive.Routing;

/// <summary>Keeps rules, how far they are, and what was refused. Other processes may change rules at any moment.</summary>
public interface IRouteStore
{
    IReadOnlyList<(Route Route, RouteState State)> List();

    (Route Route, RouteState State)? Find(string name);

    /// <summary>Adds a rule or replaces the one of its name; a replaced one stays where it is.</summary>
    /// <param name="route">The rule.</param>
    /// <param name="cursor">Where a new one begins: -1 with what comes from now on, 0 with all that is there.</param>
    void Put(Route route, long cursor);

    /// <summary>With its refusals; false when there is none of this name.</summary>
    bool Remove(string name);

    /// <summary>Nothing happens where the rule is gone.</summary>
    void Save(string name, RouteState state);

    void AddFailure(RouteFailure failure);

    void RemoveFailure(string route, string instance);

    IReadOnlyList<RouteFailure> Failures(string route, int limit);

    long CountFailures(string route);

    /// <summary>Has all refusals of a rule tried again; how many.</summary>
    int Retry(string route);

    /// <summary>Those that somebody has asked to be tried again.</summary>
    IReadOnlyList<RouteFailure> ToRetry(string route, int limit);
}
