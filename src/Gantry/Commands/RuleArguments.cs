using System.CommandLine;
using System.Globalization;
using Gantry.Archive.Query;
using Gantry.Composition;

namespace Gantry.Commands;

/// <summary>What the commands of all rules have in common: when a rule holds, what it is called, and verbs on one by its name.</summary>
internal sealed class RuleArguments
{
    public Argument<string> Name { get; } = new("name") { Description = "The rule's name." };

    public Option<bool> FromStart { get; } = new("--from-start") { Description = "A new rule begins with all that is in the archive, not with what comes from now on." };

    private readonly Option<string[]> match = new("--match") { Description = "Conditions, all of which must hold: Modality=CT,MR or StationName!=TEST*.", HelpName = "ATTRIBUTE=VALUE", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string[]> source = new("--source") { Description = "Calling AE titles of senders, one of which it must be.", HelpName = "AE", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string?> from = new("--from") { Description = "Only from this time of the day, as in 18:30.", HelpName = "TIME" };
    private readonly Option<string?> until = new("--until") { Description = "Until this time of the day.", HelpName = "TIME" };
    private readonly Option<bool> disabled = new("--disabled") { Description = "Keep the rule without following it." };

    /// <summary>The command that adds or replaces a rule, with these and the options of its kind.</summary>
    public Command SetCommand(params Option[] own) =>
        With(new("set", "Add a rule, or replace the one of its name, which then goes on where it is.") { Name }, [.. own, match, source, from, until, FromStart, disabled]);

    /// <summary>The command that changes what is given of a rule and nothing else.</summary>
    public Command ChangeCommand(params Option[] own) =>
        With(new("change", "Change of a rule what is given, and nothing else. An empty text takes a condition, a source or an hour away.") { Name }, [.. own, match, source, from, until, disabled]);

    /// <summary>The option stands on the command line.</summary>
    public static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    public bool HasConditions(ParseResult parsed) => IsGiven(parsed, match);

    public bool HasSources(ParseResult parsed) => IsGiven(parsed, source);

    public bool HasFrom(ParseResult parsed) => IsGiven(parsed, from);

    public bool HasUntil(ParseResult parsed) => IsGiven(parsed, until);

    public bool HasDisabled(ParseResult parsed) => IsGiven(parsed, disabled);

    /// <exception cref="CommandException">One is not a condition.</exception>
    public IReadOnlyList<AttributeCondition> Conditions(ParseResult parsed) =>
        [.. (parsed.GetValue(match) ?? []).Where(m => m.Length > 0).Select(m => AttributeCondition.Parse(m) ?? throw new CommandException($"write {m} as Attribute=value", ExitCode.Usage))];

    public string[] Sources(ParseResult parsed) => [.. (parsed.GetValue(source) ?? []).Where(s => s.Length > 0)];

    /// <exception cref="CommandException">It is not a time.</exception>
    public TimeOnly? From(ParseResult parsed) => Time(parsed.GetValue(from));

    /// <exception cref="CommandException">It is not a time.</exception>
    public TimeOnly? Until(ParseResult parsed) => Time(parsed.GetValue(until));

    public bool IsDisabled(ParseResult parsed) => parsed.GetValue(disabled);

    /// <summary>A verb on the rule of a name.</summary>
    /// <param name="verb">The command's name.</param>
    /// <param name="description">For its help.</param>
    /// <param name="run">Gives what to print; null where there is no such rule.</param>
    public static Command Named(string verb, string description, Func<string, State, CancellationToken, Task<string?>> run)
    {
        Argument<string> name = new("name") { Description = "The rule's name." };
        Command command = new(verb, description) { name };
        UserCommand.OnState(command, async (parsed, state, token) =>
        {
            Console.WriteLine(await run(parsed.GetValue(name)!, state, token).ConfigureAwait(false) ?? throw new CommandException("there is no rule of this name", ExitCode.Failed));
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>A line for one instance that a rule could not be followed for.</summary>
    public static string Failure(DateTimeOffset at, string instance, string reason, bool isToBeRetried) => $"{at:u}  {instance}  {reason}{(isToBeRetried ? " (to be tried again)" : "")}";

    private static Command With(Command command, Option[] options)
    {
        foreach (Option option in options)
        {
            command.Options.Add(option);
        }

        return command;
    }

    private static TimeOnly? Time(string? text) =>
        string.IsNullOrEmpty(text) ? null : TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out TimeOnly time) ? time : throw new CommandException($"'{text}' is not a time as in 18:30", ExitCode.Usage);
}
