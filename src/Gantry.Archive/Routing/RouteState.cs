namespace Gantry.Archive.Routing;

/// <summary>How far a rule is.</summary>
/// <param name="Cursor">Number of the last change that it is done with; -1 for a rule that has not begun: it begins with what comes from then on.</param>
/// <param name="Forwarded">Instances sent, or studies told of or prefetched for.</param>
/// <param name="Attempts">Tries of the next one that have failed.</param>
/// <param name="NextAt">Not before this.</param>
/// <param name="Error">Why the last try failed, in words for a person; null after one that did not.</param>
public sealed record RouteState(long Cursor, long Forwarded, int Attempts, DateTimeOffset NextAt, string? Error);
