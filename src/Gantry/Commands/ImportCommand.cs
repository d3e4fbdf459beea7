using System.CommandLine;
using Gantry.Archive.Audit;
using Gantry.Archive.Security;
using Gantry.Commands.Import;
using Gantry.Composition;
using Gantry.Settings;

namespace Gantry.Commands;

/// <summary>
/// Brings files into the archive. When a server has the data folder open they go through it (STOW-RS); otherwise straight into the folder.
/// Every instance counted as stored is durable.
/// </summary>
public static class ImportCommand
{
    private const int AtOnce = 8;
    private const int PreambleBytes = 132;

    public static Command Create()
    {
        Argument<string> path = new("path") { Description = "A folder, a ZIP file, a DICOMDIR, or one DICOM file." };
        var settings = new SettingsArguments();
        var command = new Command("import", "Bring the DICOM files of a folder, ZIP or DICOMDIR into the archive.") { path };
        settings.AddTo(command);
        command.SetAction(async (parsed, token) =>
        {
            SettingsValues values = settings.Read(parsed, out DataFolder data);
            using ImportSource source = ImportSource.Open(parsed.GetValue(path)!);
            await using IImportTarget target = data.TryLock(out IDisposable? held)
                ? new FolderTarget(held, data, values)
                : await ServerTarget.OpenAsync(data.FindRunning() ?? throw new CommandException("the server has just stopped; try again", ExitCode.Unavailable), data, values, token).ConfigureAwait(false);
            (int code, string counts) = await RunAsync(source, target, token).ConfigureAwait(false);
            await using var state = State.Open(data, values.Get<SecurityOptions>());
            await state.Audit.AppendAsync(new AuditEvent(AuditKind.Imported, Environment.UserName, "command line", null, counts), CancellationToken.None).ConfigureAwait(false);
            return code;
        });
        return command;
    }

    private static async Task<(int Code, string Counts)> RunAsync(ImportSource source, IImportTarget target, CancellationToken cancellationToken)
    {
        var progress = new ProgressBar(source.Items.Count, "files");
        var counts = new int[Enum.GetValues<ImportVerdict>().Length];
        var refusals = new List<string>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = source.IsSequential ? 1 : AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(source.Items, parallel, async (item, token) =>
        {
            ImportResult result = await StoreAsync(item, target, token).ConfigureAwait(false);
            progress.Advance(item.Length);
            lock (counts)
            {
                counts[(int)result.Verdict]++;
                if (result.Verdict is ImportVerdict.Refused or ImportVerdict.Conflict)
                {
                    refusals.Add($"{item.Name}: {(result.Verdict == ImportVerdict.Conflict ? "conflict" : "refused")}: {result.Detail}");
                }
            }
        }).ConfigureAwait(false);

        foreach (string refusal in refusals.Order(StringComparer.Ordinal))
        {
            Console.WriteLine(refusal);
        }

        string told = $"{counts[0]} stored, {counts[1]} already here, {counts[2]} in conflict, {counts[4]} refused, {counts[3]} not DICOM";
        Console.WriteLine(told);
        return (counts[(int)ImportVerdict.Refused] + counts[(int)ImportVerdict.Conflict] == 0 ? ExitCode.Done : ExitCode.Failed, told);
    }

    private static async Task<ImportResult> StoreAsync(ImportItem item, IImportTarget target, CancellationToken cancellationToken)
    {
        try
        {
            using (Stream start = item.Open())
            {
                if (!await LooksLikeDicomAsync(start, item.Name, cancellationToken).ConfigureAwait(false))
                {
                    return new ImportResult(ImportVerdict.Skipped);
                }
            }

            await using Stream file = item.Open();
            return await target.StoreAsync(file, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return new ImportResult(ImportVerdict.Refused, unreadable.Message);
        }
    }

    /// <summary>The prefix after the preamble (PS3.10 7.1), or a name that says so: old files have no preamble. A DICOMDIR is no instance.</summary>
    private static async ValueTask<bool> LooksLikeDicomAsync(Stream file, string name, CancellationToken cancellationToken)
    {
        string fileName = Path.GetFileName(name);
        if (fileName.Equals("DICOMDIR", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var start = new byte[PreambleBytes];
        int length = await file.ReadAtLeastAsync(start, PreambleBytes, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return (length == PreambleBytes && start.AsSpan(128).SequenceEqual("DICM"u8))
            || (length > 8 && (fileName.EndsWith(".dcm", StringComparison.OrdinalIgnoreCase) || fileName.EndsWith(".ima", StringComparison.OrdinalIgnoreCase)));
    }
}
