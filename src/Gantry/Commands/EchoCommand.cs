using System.CommandLine;
using System.Diagnostics;
using Gantry.Dicom;
using Gantry.Network.Pdu;
using Gantry.Network.Requesting;
using Gantry.Network.Services.Verification;

namespace Gantry.Commands;

/// <summary>Asks a peer whether it is there (C-ECHO).</summary>
public static class EchoCommand
{
    public static Command Create()
    {
        PeerArguments peer = new();
        Command command = new("echo", "Ask a DICOM peer whether it is there (C-ECHO).");
        peer.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            long started = Stopwatch.GetTimestamp();
            PresentationContextProposal context = new(1, VerificationService.SopClassUid, [TransferSyntax.ImplicitVrLittleEndian.Uid, TransferSyntax.ExplicitVrLittleEndian.Uid]);
            RequestedAssociation association = await peer.RequestAsync(parsed, [context], 1, cancellationToken).ConfigureAwait(false);
            await using (association.ConfigureAwait(false))
            {
                ushort? status = await association.EchoAsync(cancellationToken).ConfigureAwait(false);
                if (status is not 0)
                {
                    string why = status is { } s ? $"status {s:X4}H" : association.Contexts.Count == 0 ? "it does not offer Verification" : association.EndDetail;
                    throw new CommandException($"the peer does not answer C-ECHO: {why}", ExitCode.Failed);
                }

                await association.ReleaseAsync(cancellationToken).ConfigureAwait(false);
                Console.WriteLine($"The peer answers ({association.Accept.User.ImplementationVersionName}), {Stopwatch.GetElapsedTime(started).TotalMilliseconds:F0} ms.");
                return ExitCode.Done;
            }
        });
        return command;
    }
}
