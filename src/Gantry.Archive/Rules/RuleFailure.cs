namespace Gantry.Archive.Rules;

/// <summary>An instance for which a rule could not be carried out: put aside until a person has it tried again.</summary>
/// <param name="Reason">In words for a person.</param>
/// <param name="IsToBeRetried">Somebody has asked for another try.</param>
public sealed record RuleFailure(string Rule, string Instance, string Study, string Reason, DateTimeOffset At, bool IsToBeRetried);
