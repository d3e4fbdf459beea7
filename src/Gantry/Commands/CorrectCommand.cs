using System.CommandLine;
using System.Globalization;
using Gantry.Archive.Corrections;
using Gantry.Archive.Security;
using Gantry.Composition;
using Gantry.Dicom;
using Gantry.Dicom.Dictionary;

namespace Gantry.Commands;

/// <summary>Corrections of patients and studies, from the machine's own command line; a running server shows them within a second or two, one that is stopped when it starts.</summary>
public static class CorrectCommand
{
    public static Command Create()
    {
        var command = new Command("correct", "Correct what is found of studies and leaves the archive, without touching stored bytes: study, patient, list, undo.");
        command.Subcommands.Add(OfStudy());
        command.Subcommands.Add(OfPatient());
        command.Subcommands.Add(List());
        command.Subcommands.Add(Undo());
        return command;
    }

    private static Command OfStudy()
    {
        Argument<string> study = new("study") { Description = "Study Instance UID." };
        Option<string> series = new("--series") { Description = "Only this series.", HelpName = "UID" };
        Option<string> instance = new("--instance") { Description = "Only this instance of the series.", HelpName = "UID" };
        return Making(new Command("study", "Correct a study, or a series or an instance of it.") { study, series, instance }, parsed => TargetOf(parsed.GetValue(study)!, parsed.GetValue(series), parsed.GetValue(instance)));
    }

    private static Command OfPatient()
    {
        Argument<string> id = new("patient-id") { Description = "Patient ID, as the archive shows it." };
        Option<string> issuer = Issuer();
        return Making(
            new Command("patient", "Correct all the studies of a patient, and those that come later; with --set PatientID= two patients become one.") { id, issuer },
            parsed => CorrectionTarget.Of(new PatientIdentity(parsed.GetValue(id)!, parsed.GetValue(issuer))));
    }

    private static Command Making(Command command, Func<ParseResult, CorrectionTarget> target)
    {
        Option<string[]> set = new("--set") { Description = "What an attribute is to be: PatientID=4711, PatientName=DOE^JANE; several values with backslashes between them.", HelpName = "ATTRIBUTE=VALUE" };
        Option<string[]> remove = new("--remove") { Description = "Attributes to leave out.", HelpName = "ATTRIBUTE" };
        Option<string> reason = Reason();
        Option<bool> coerce = new("--coerce") { Description = "Note it as a coercion, not as a correction of something wrong." };
        command.Options.Add(set);
        command.Options.Add(remove);
        command.Options.Add(reason);
        command.Options.Add(coerce);
        UserCommand.OnState(command, async (parsed, state, token) =>
        {
            Correction correction = new()
            {
                Target = target(parsed),
                Changes = [.. (parsed.GetValue(set) ?? []).Select(ReadSet), .. (parsed.GetValue(remove) ?? []).Select(word => new AttributeChange(TagOf(word), null))],
                Reason = parsed.GetValue(coerce) ? CorrectionReason.Coerce : CorrectionReason.Correct,
                Why = parsed.GetValue(reason) ?? "",
                By = "",
                At = default,
            };
            return Tell(await state.Corrections.MakeAsync(correction, Caller.CommandLine, token).ConfigureAwait(false));
        });
        return command;
    }

    private static Command List()
    {
        Option<string> study = new("--study") { Description = "Those of a study, its series and instances.", HelpName = "UID" };
        Option<string> patient = new("--patient") { Description = "Those of a patient, by Patient ID.", HelpName = "ID" };
        Option<string> issuer = Issuer();
        var command = new Command("list", "List the corrections of a study or a patient, oldest first.") { study, patient, issuer };
        UserCommand.OnState(command, (parsed, state, _) =>
        {
            StudyUid? uid = parsed.GetValue(study) is { } text ? StudyOf(text) : null;
            PatientIdentity? of = parsed.GetValue(patient) is { } id ? new PatientIdentity(id, parsed.GetValue(issuer)) : null;
            if (uid is null && of is null)
            {
                throw new CommandException("name a study with --study or a patient with --patient", ExitCode.Usage);
            }

            IReadOnlyList<Correction> found = state.CorrectionHistory.ReadOf(uid, of);
            HashSet<long> undone = [.. found.Select(c => c.Undoes ?? 0)];
            foreach (Correction c in found)
            {
                string what = c.Undoes is { } number ? $"undoes {number}" : $"{TargetWords(c.Target!)}{string.Join(' ', c.Changes.Select(Words))}{(undone.Contains(c.Number) ? " (undone)" : "")}";
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{c.Number,6} {c.At:u} {c.By}: {what}; {c.Why}"));
            }

            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static Command Undo()
    {
        Argument<long> number = new("number") { Description = "The correction's number." };
        Option<string> reason = Reason();
        var command = new Command("undo", "Undo a correction.") { number, reason };
        UserCommand.OnState(command, async (parsed, state, token) =>
            Tell(await state.Corrections.UndoAsync(parsed.GetValue(number), parsed.GetValue(reason) ?? "", Caller.CommandLine, token).ConfigureAwait(false)));
        return command;
    }

    private static int Tell(CorrectionOutcome outcome)
    {
        switch (outcome)
        {
            case CorrectionOutcome.Done { Correction: var made }:
                Console.WriteLine(made.Undoes is { } undone ? $"Correction {undone} is undone ({made.Number})." : $"Correction {made.Number} is made.");
                return ExitCode.Done;
            case CorrectionOutcome.Refused { Fault: var fault }:
                throw new CommandException($"{fault.Detail} ({fault.Rule})", ExitCode.Usage);
            default:
                throw new CommandException("there is no correction of this number", ExitCode.Failed);
        }
    }

    private static AttributeChange ReadSet(string text)
    {
        int at = text.IndexOf('=', StringComparison.Ordinal);
        return at < 1 ? throw new CommandException($"write {text} as Attribute=value", ExitCode.Usage)
            : new AttributeChange(TagOf(text[..at]), at == text.Length - 1 ? [] : text[(at + 1)..].Split('\\'));
    }

    private static DicomTag TagOf(string word) => DicomDictionary.TryParseTag(word, out DicomTag tag) ? tag : throw new CommandException($"'{word}' is neither a keyword nor a tag", ExitCode.Usage);

    private static StudyUid StudyOf(string text) => StudyUid.TryParse(text, out StudyUid uid) ? uid : throw new CommandException($"'{text}' is not a UID", ExitCode.Usage);

    private static CorrectionTarget TargetOf(string study, string? series, string? instance) => (series, instance) switch
    {
        (null, null) => CorrectionTarget.Of(StudyOf(study)),
        (null, _) => throw new CommandException("name the instance's series with --series", ExitCode.Usage),
        _ when !SeriesUid.TryParse(series, out _) || (instance is not null && !InstanceUid.TryParse(instance, out _)) => throw new CommandException("a series or an instance is named by its UID", ExitCode.Usage),
        (_, null) => CorrectionTarget.Of(StudyOf(study), SeriesUid.Parse(series)),
        _ => CorrectionTarget.Of(StudyOf(study), SeriesUid.Parse(series), InstanceUid.Parse(instance)),
    };

    private static string TargetWords(CorrectionTarget target) => target.Instance is { } instance ? $"instance {instance}: " : target.Series is { } series ? $"series {series}: " : "";

    private static string Words(AttributeChange change) =>
        $"{DicomDictionary.KeywordOf(change.Tag) ?? change.Tag.ToString()}{(change.Values is { } values ? "=" + string.Join('\\', values) : " removed")}";

    private static Option<string> Reason() => new("--reason") { Description = "Why, for the history.", HelpName = "TEXT", Required = true };

    private static Option<string> Issuer() => new("--issuer") { Description = "Issuer of Patient ID, where the patient has one.", HelpName = "ISSUER" };
}
