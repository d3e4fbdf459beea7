namespace Gantry.Archive.Routing;

/// <summary>An instance that a rule's destination has refused, kept until a person has it tried again or forgets it.</summary>
/// <param name="Reason">In words for a person.</param>
/// <param name="IsToBeRetried">Somebody has asked for another try.</param>
public sealed record RouteFailure(string Route, string Instance, string Study, string Reason, DateTimeOffset At, bool IsToBeRetried);
