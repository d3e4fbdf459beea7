using System.CommandLine;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gantry.Archive.Peers;
using Gantry.Archive.Security;
using Gantry.Composition;
using Gantry.Dicom;
using Gantry.Network.Pdu;
using Gantry.Network.Requesting;
using Gantry.Server.Dimse;
using Gantry.Server.Peers;
using Gantry.Settings;

namespace Gantry.Commands;

/// <summary>Where a peer is and how to ask it for an association: by host and port, or by its name in the registry of a data folder.</summary>
internal sealed class PeerArguments
{
    private readonly Argument<string> host = new("host") { Description = "The peer's host name or address; without a port, its name in the registry of peers." };
    private readonly Argument<int?> port = new("port") { Description = "Its DICOM port.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Argument<string[]> portAndPaths = new("port and paths") { Description = "Its DICOM port (none for a registered peer), then files and folders.", Arity = ArgumentArity.OneOrMore };
    private readonly SettingsArguments settings = new();
    private readonly Option<string> called = new("--called") { Description = "The AE title to call.", HelpName = "AE", DefaultValueFactory = _ => "ANY-SCP" };
    private readonly Option<string> calling = new("--calling") { Description = "Our AE title.", HelpName = "AE", DefaultValueFactory = _ => "GANTRY" };
    private readonly Option<bool> tls = new("--tls") { Description = "TLS 1.2 or 1.3." };
    private readonly Option<string?> authority = new("--tls-ca") { Description = "Trust the authorities in this PEM file instead of the system's.", HelpName = "FILE" };
    private readonly Option<string?> certificate = new("--tls-certificate") { Description = "Our certificate, for peers that ask for one (PEM).", HelpName = "FILE" };
    private readonly Option<string?> key = new("--tls-key") { Description = "Its private key (PEM).", HelpName = "FILE" };

    /// <param name="command">Gets the arguments.</param>
    /// <param name="takesPaths">Files and folders follow.</param>
    public void AddTo(Command command, bool takesPaths = false)
    {
        command.Arguments.Add(host);
        command.Arguments.Add(takesPaths ? portAndPaths : port);
        settings.AddTo(command);
        foreach (Option option in new Option[] { called, calling, tls, authority, certificate, key })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The files and folders.</summary>
    public string[] Paths(ParseResult parsed)
    {
        string[] rest = parsed.GetValue(portAndPaths) ?? [];
        return Port(parsed) is null ? rest : rest[1..];
    }

    /// <summary>The association, or a <see cref="CommandException"/> that says why there is none.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="contexts">What to propose.</param>
    /// <param name="operations">The asynchronous operations window to propose.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="with">Changes the options; null for none.</param>
    public async Task<RequestedAssociation> RequestAsync(
        ParseResult parsed, IReadOnlyList<PresentationContextProposal> contexts, ushort operations, CancellationToken cancellationToken, Func<RequestorOptions, RequestorOptions>? with = null)
    {
        string name = parsed.GetValue(host)!;
        int number = Port(parsed) ?? 0;
        RequestorOptions how = Options(parsed, operations);
        if (number == 0)
        {
            (name, number, how) = await FindAsync(parsed, name, how).ConfigureAwait(false);
        }

        string peer = $"{name}:{number}";
        try
        {
            RequestOutcome outcome = await AssociationRequestor.RequestAsync(name, number, with?.Invoke(how) ?? how, contexts, cancellationToken).ConfigureAwait(false);
            return outcome switch
            {
                RequestOutcome.Accepted accepted => accepted.Association,
                RequestOutcome.Rejected rejected => throw new CommandException($"{peer} rejects the association ({rejected.Reject})", ExitCode.Unavailable),
                RequestOutcome.Failed failed => throw new CommandException($"{peer} does not associate: {failed.Detail}", ExitCode.Unavailable),
                _ => throw new InvalidOperationException(outcome.ToString()),
            };
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException)
        {
            throw new CommandException($"no connection to {peer}: {e.Message}", ExitCode.Unavailable);
        }
    }

    private int? Port(ParseResult parsed) =>
        parsed.CommandResult.Command.Arguments.Contains(port) ? parsed.GetValue(port)
        : parsed.GetValue(portAndPaths) is [{ } first, ..] && int.TryParse(first, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int number) ? number
        : null;

    /// <summary>A registered peer; what the command line says goes before what the registry says.</summary>
    private async Task<(string Host, int Port, RequestorOptions How)> FindAsync(ParseResult parsed, string name, RequestorOptions how)
    {
        settings.ReadExistingFolder(parsed);
        SettingsValues values = settings.Read(parsed, out DataFolder folder);
        State state = State.Open(folder, values.Get<SecurityOptions>());
        await using (state.ConfigureAwait(false))
        {
            Peer peer = state.Peers.Find(name) ?? throw new CommandException($"there is no peer of the name {name} in {folder.Root}; for one that is not registered give a host and a port", ExitCode.Failed);
            PeerOptions tlsFiles = values.Get<PeerOptions>();
            return (peer.Host, peer.Port, how with
            {
                CalledAe = IsGiven(parsed, called) ? how.CalledAe : peer.AeTitle,
                CallingAe = IsGiven(parsed, calling) ? how.CallingAe : Title(values.Get<DimseOptions>().AeTitle),
                Tls = how.Tls || peer.Tls,
                TlsAuthorities = how.TlsAuthorities ?? (peer.Tls && tlsFiles.AuthorityFile is { } file ? Authorities(file) : null),
                TlsCertificate = how.TlsCertificate ?? (peer.Tls && tlsFiles.CertificateFile is { } own ? X509Certificate2.CreateFromPemFile(own, tlsFiles.KeyFile) : null),
            });
        }
    }

    private static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    private RequestorOptions Options(ParseResult parsed, ushort operations)
    {
        try
        {
            return new RequestorOptions
            {
                CalledAe = Title(parsed.GetValue(called)!),
                CallingAe = Title(parsed.GetValue(calling)!),
                Operations = operations,
                Tls = parsed.GetValue(tls),
                TlsAuthorities = parsed.GetValue(authority) is { } file ? Authorities(file) : null,
                TlsCertificate = parsed.GetValue(certificate) is { } own ? X509Certificate2.CreateFromPemFile(own, parsed.GetValue(key)) : null,
            };
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"a TLS file cannot be read: {e.Message}", ExitCode.Usage);
        }
    }

    private static X509Certificate2Collection Authorities(string file)
    {
        X509Certificate2Collection authorities = [];
        authorities.ImportFromPemFile(file);
        return authorities;
    }

    private static AeTitle Title(string text) =>
        AeTitle.TryParse(text, out AeTitle title) ? title : throw new CommandException($"'{text}' is not an AE title: 1 to 16 printable ASCII characters without a backslash", ExitCode.Usage);
}
