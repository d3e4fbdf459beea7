using System.CommandLine;
using Gantry.Dicom;
using Gantry.Network.Pdu;
using Gantry.Network.Requesting;
using Gantry.Network.Services.QueryRetrieve;

namespace Gantry.Commands;

/// <summary>Retrieves instances from a peer into a folder (C-GET), each as it is sent.</summary>
public static class GetCommand
{
    public static Command Create()
    {
        PeerArguments peer = new();
        KeyArguments keys = new();
        Option<string> into = new("--into") { Description = "The folder to write into, a file for each instance.", HelpName = "DIR", DefaultValueFactory = _ => "." };
        Option<string[]> classes = new("--class") { Description = "SOP class UIDs that will come; those most often met where none is named.", HelpName = "UID", AllowMultipleArgumentsPerToken = true };
        Command command = new("get", "Retrieve instances from a DICOM peer into a folder (C-GET).");
        peer.AddTo(command);
        keys.AddTo(command);
        command.Options.Add(into);
        command.Options.Add(classes);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            RetrieveKeys wanted = keys.Read(parsed);
            FolderStorage storage = new(Path.GetFullPath(parsed.GetValue(into)!));
            (IReadOnlyList<PresentationContextProposal> contexts, IReadOnlyList<RoleSelection> roles) = RetrieveScu.GetContexts(wanted.Model, parsed.GetValue(classes) ?? []);
            RequestedAssociation association = await peer.RequestAsync(parsed, contexts, 1, cancellationToken, how => how with { Roles = roles, Storage = storage }).ConfigureAwait(false);
            await using (association.ConfigureAwait(false))
            {
                RetrieveResult result = await RetrieveScu.GetAsync(association, wanted, _ => { }, cancellationToken, CancellationToken.None).ConfigureAwait(false);
                await association.ReleaseAsync(CancellationToken.None).ConfigureAwait(false);
                return Tell(result, $"{storage.Written} files, {storage.Bytes / 1e6:F1} MB");
            }
        });
        return command;
    }

    internal static int Tell(RetrieveResult result, string more)
    {
        (result.IsSuccess ? Console.Out : Console.Error).WriteLine($"{result}{(more.Length > 0 ? "; " : "")}{more}");
        return result.IsSuccess ? ExitCode.Done : ExitCode.Failed;
    }
}
