using System.CommandLine;
using Gantry.Network.Services.QueryRetrieve;

namespace Gantry.Commands;

/// <summary>What is asked for: a patient, studies, series or instances.</summary>
internal sealed class KeyArguments
{
    private readonly Option<string?> patient = new("--patient") { Description = "Patient ID.", HelpName = "ID" };
    private readonly Option<string[]> study = new("--study") { Description = "Study Instance UIDs.", HelpName = "UID", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string[]> series = new("--series") { Description = "Series Instance UIDs, of one study.", HelpName = "UID", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string[]> instance = new("--instance") { Description = "SOP Instance UIDs, of one series.", HelpName = "UID", AllowMultipleArgumentsPerToken = true };

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { patient, study, series, instance })
        {
            command.Options.Add(option);
        }
    }

    public string? Patient(ParseResult parsed) => parsed.GetValue(patient);

    public string[] Studies(ParseResult parsed) => parsed.GetValue(study) ?? [];

    public string[] Series(ParseResult parsed) => parsed.GetValue(series) ?? [];

    public string[] Instances(ParseResult parsed) => parsed.GetValue(instance) ?? [];

    /// <exception cref="CommandException">They do not make a retrieval.</exception>
    public RetrieveKeys Read(ParseResult parsed)
    {
        RetrieveKeys keys = new() { PatientId = Patient(parsed), Studies = Studies(parsed), Series = Series(parsed), Instances = Instances(parsed) };
        return keys.FindFault() is { } fault ? throw new CommandException(fault, ExitCode.Usage) : keys;
    }
}
