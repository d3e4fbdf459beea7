using System.CommandLine;
using Gantry.Dicom;
using Gantry.Network.Requesting;
using Gantry.Network.Services.QueryRetrieve;

namespace Gantry.Commands;

/// <summary>Has a peer send instances to another (C-MOVE).</summary>
public static class MoveCommand
{
    public static Command Create()
    {
        PeerArguments peer = new();
        KeyArguments keys = new();
        Option<string> to = new("--to") { Description = "The AE title to send to, which the peer must know.", HelpName = "AE", Required = true };
        Command command = new("move", "Have a DICOM peer send instances to another one (C-MOVE).");
        peer.AddTo(command);
        keys.AddTo(command);
        command.Options.Add(to);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            RetrieveKeys wanted = keys.Read(parsed);
            if (!AeTitle.TryParse(parsed.GetValue(to), out AeTitle destination))
            {
                throw new CommandException("--to is not an AE title", ExitCode.Usage);
            }

            RequestedAssociation association = await peer.RequestAsync(parsed, [RetrieveScu.MoveContext(wanted.Model)], 1, cancellationToken).ConfigureAwait(false);
            await using (association.ConfigureAwait(false))
            {
                RetrieveResult result = await RetrieveScu.MoveAsync(association, wanted, destination, _ => { }, cancellationToken, CancellationToken.None).ConfigureAwait(false);
                await association.ReleaseAsync(CancellationToken.None).ConfigureAwait(false);
                return GetCommand.Tell(result, "");
            }
        });
        return command;
    }
}
