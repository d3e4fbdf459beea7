using System.CommandLine;
using Gantry.Archive.Peers;
using Gantry.Archive.Security;
using Gantry.Composition;
using Gantry.Dicom;
using Gantry.Server.Dimse;
using Gantry.Server.Peers;
using Gantry.Settings;

namespace Gantry.Commands;

/// <summary>The registry of peers from the machine's own command line; works beside a running server, for which every change holds from the next association on.</summary>
public static class PeerCommand
{
    public static Command Create()
    {
        var command = new Command("peer", "DICOM peers: add, list, edit, remove, echo.");
        command.Subcommands.Add(Add());
        command.Subcommands.Add(List());
        command.Subcommands.Add(Edit());
        command.Subcommands.Add(Remove());
        command.Subcommands.Add(Echo());
        return command;
    }

    private static Command Add()
    {
        PeerMembers members = new();
        Argument<string> name = Name();
        var command = new Command("add", "Add a peer: it may then associate, and is known as a destination.") { name };
        members.AddTo(command, isNew: true);
        UserCommand.OnState(command, async (parsed, state, token) =>
        {
            string called = parsed.GetValue(name)!;
            var blank = new Peer { Name = called, AeTitle = members.HasTitle(parsed) ? default : PeerMembers.Title(called), Host = "", Port = 0 };
            PeerOutcome outcome = await state.Peers.AddAsync(members.Change(parsed, blank), Caller.CommandLine, token).ConfigureAwait(false);
            return Tell(outcome, called, "added");
        });
        return command;
    }

    private static Command Edit()
    {
        PeerMembers members = new();
        Argument<string> name = Name();
        var command = new Command("edit", "Change what is named; the rest stays.") { name };
        members.AddTo(command, isNew: false);
        UserCommand.OnState(command, async (parsed, state, token) =>
        {
            string called = parsed.GetValue(name)!;
            PeerOutcome outcome = await state.Peers.ChangeAsync(called, p => members.Change(parsed, p), Caller.CommandLine, token).ConfigureAwait(false);
            return Tell(outcome, called, "changed");
        });
        return command;
    }

    private static Command Remove()
    {
        Argument<string> name = Name();
        var command = new Command("remove", "Remove a peer.") { name };
        UserCommand.OnState(command, async (parsed, state, token) =>
            Tell(await state.Peers.RemoveAsync(parsed.GetValue(name)!, Caller.CommandLine, token).ConfigureAwait(false), parsed.GetValue(name)!, "removed"));
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "List the peers.");
        UserCommand.OnState(command, (_, state, _) =>
        {
            foreach (Peer p in state.Peers.List())
            {
                string marks = $"{(p.Tls ? " tls" : "")}{(p.CertificateFingerprint is null ? "" : " certificate")}{(p.AnyAddress ? " any-address" : "")}{(p.IsDisabled ? " disabled" : "")}";
                string taste = $"{(p.CharacterSet is null ? "" : $" {p.CharacterSet}")}{(p.TransferSyntaxes.Count == 0 ? "" : $" {string.Join(',', p.TransferSyntaxes)}")}";
                Console.WriteLine($"{p.Name,-24} {p.AeTitle,-16} {p.Host}:{p.Port} {PeerMembers.Words(p.Rights)}{(p.Views.Count == 0 ? "" : $" in {string.Join(',', p.Views)}")}{marks}{taste}");
            }

            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static Command Echo()
    {
        Argument<string> name = Name();
        var command = new Command("echo", "Ask a peer whether it is there (C-ECHO).") { name };
        var arguments = new SettingsArguments();
        arguments.AddTo(command);
        command.SetAction(async (parsed, token) =>
        {
            arguments.ReadExistingFolder(parsed);
            SettingsValues settings = arguments.Read(parsed, out DataFolder folder);
            await using State state = State.Open(folder, settings.Get<SecurityOptions>());
            Peer peer = state.Peers.Find(parsed.GetValue(name)!) ?? throw Unknown(parsed.GetValue(name)!);
            var connector = new PeerConnector(settings.Get<PeerOptions>(), AeTitle.Parse(settings.Get<DimseOptions>().AeTitle), new AssociationHistory(), TimeProvider.System);
            PeerEcho echo = await connector.EchoAsync(peer, token).ConfigureAwait(false);
            if (!echo.Succeeded)
            {
                throw new CommandException($"{peer.Name} does not answer: {echo.Detail}", ExitCode.Unavailable);
            }

            Console.WriteLine($"{peer.Name} answers ({echo.Detail}), {echo.Duration.TotalMilliseconds:F0} ms.");
            return ExitCode.Done;
        });
        return command;
    }

    private static int Tell(PeerOutcome outcome, string name, string done)
    {
        switch (outcome)
        {
            case PeerOutcome.Done { Peer: var p }:
                Console.WriteLine($"{p.Name} {done}: {p.AeTitle} at {p.Host}:{p.Port}.");
                return ExitCode.Done;
            case PeerOutcome.Taken taken:
                throw new CommandException(taken.Reason, ExitCode.Failed);
            case PeerOutcome.Refused refused:
                throw new CommandException(refused.Reason, ExitCode.Usage);
            default:
                throw Unknown(name);
        }
    }

    private static CommandException Unknown(string name) => new($"there is no peer '{name}'", ExitCode.Failed);

    private static Argument<string> Name() => new("name") { Description = "What the peer is called here." };
}
