using System.CommandLine;
using Gantry.Archive.Lifecycle;
using Gantry.Composition;
using Gantry.Settings;

namespace Gantry.Commands;

/// <summary>Checks every object against its checksum and the index; also while the server runs.</summary>
public static class VerifyCommand
{
    public static Command Create()
    {
        var settings = new SettingsArguments();
        var command = new Command("verify", "Check every stored object against its checksum and the index.");
        settings.AddTo(command);
        command.SetAction(async (parsed, token) =>
        {
            settings.ReadExistingFolder(parsed);
            SettingsValues values = settings.Read(parsed, out DataFolder data);
            return await ArchivePass.RunAsync(data, values, (storage, index, progress) => new Verifier(storage, index).Run(progress, token)).ConfigureAwait(false);
        });
        return command;
    }
}
