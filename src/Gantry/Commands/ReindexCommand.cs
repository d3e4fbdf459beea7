using System.CommandLine;
using Gantry.Archive.Lifecycle;
using Gantry.Composition;
using Gantry.Settings;

namespace Gantry.Commands;

/// <summary>Makes the index again from the segments alone.</summary>
public static class ReindexCommand
{
    public static Command Create()
    {
        var settings = new SettingsArguments();
        var command = new Command("reindex", "Make the index again from the stored segments alone; the server must be stopped.");
        settings.AddTo(command);
        command.SetAction(async (parsed, token) =>
        {
            settings.ReadExistingFolder(parsed);
            SettingsValues values = settings.Read(parsed, out DataFolder data);
            if (!data.TryLock(out IDisposable? held))
            {
                throw new CommandException($"a server runs on {data.Root}; stop it first", ExitCode.Unavailable);
            }

            using (held)
            {
                return await ArchivePass.RunAsync(data, values, (storage, index, progress) => new Reindexer(storage, index).Run(progress, token)).ConfigureAwait(false);
            }
        });
        return command;
    }
}
