namespace Gantry.Archive.Query;

/// <summary>One condition of a plan on an attribute that is held at the level or above; never universal.</summary>
/// <param name="Attribute">The attribute whose value is looked at.</param>
/// <param name="Match">How.</param>
public sealed record PlannedKey(QueryAttribute Attribute, KeyMatch Match)
{
    /// <summary>The time that belongs to a date, where both are ranges that are matched as one (PS3.4 C.2.2.2.5).</summary>
    public QueryAttribute? TimeAttribute { get; init; }

    /// <summary>The range of <see cref="TimeAttribute"/>.</summary>
    public KeyMatch.Range? Time { get; init; }
}
