using System.CommandLine;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gantry.Dicom;
using Gantry.Network.Pdu;
using Gantry.Network.Requesting;

namespace Gantry.Commands;

/// <summary>Where a peer is and how to ask it for an association: the arguments that echo and send share.</summary>
internal sealed class PeerArguments
{
    private readonly Argument<string> host = new("host") { Description = "The peer's name or address." };
    private readonly Argument<int> port = new("port") { Description = "Its DICOM port." };
    private readonly Option<string> called = new("--called") { Description = "The AE title to call.", HelpName = "AE", DefaultValueFactory = _ => "ANY-SCP" };
    private readonly Option<string> calling = new("--calling") { Description = "Our AE title.", HelpName = "AE", DefaultValueFactory = _ => "GANTRY" };
    private readonly Option<bool> tls = new("--tls") { Description = "TLS 1.2 or 1.3." };
    private readonly Option<string?> authority = new("--tls-ca") { Description = "Trust the authorities in this PEM file instead of the system's.", HelpName = "FILE" };
    private readonly Option<string?> certificate = new("--tls-certificate") { Description = "Our certificate, for peers that ask for one (PEM).", HelpName = "FILE" };
    private readonly Option<string?> key = new("--tls-key") { Description = "Its private key (PEM).", HelpName = "FILE" };

    public void AddTo(Command command)
    {
        command.Arguments.Add(host);
        command.Arguments.Add(port);
        foreach (Option option in new Option[] { called, calling, tls, authority, certificate, key })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The association, or a <see cref="CommandException"/> that says why there is none.</summary>
    public async Task<RequestedAssociation> RequestAsync(ParseResult parsed, IReadOnlyList<PresentationContextProposal> contexts, ushort operations, CancellationToken cancellationToken)
    {
        string name = parsed.GetValue(host)!;
        int number = parsed.GetValue(port);
        string peer = $"{name}:{number}";
        try
        {
            RequestOutcome outcome = await AssociationRequestor.RequestAsync(name, number, Options(parsed, operations), contexts, cancellationToken).ConfigureAwait(false);
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
