using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Gantry.Dicom.Files;
using Gantry.Network.Pdu;
using Gantry.Network.UpperLayer;

namespace Gantry.Network.Requesting;

/// <summary>Opens associations as the requestor.</summary>
public static class AssociationRequestor
{
    /// <summary>Connects and negotiates. Throws <see cref="SocketException"/> or <see cref="AuthenticationException"/> when there is no connection to negotiate on.</summary>
    public static async Task<RequestOutcome> RequestAsync(
        string host, int port, RequestorOptions options, IReadOnlyList<PresentationContextProposal> contexts, CancellationToken cancellationToken)
    {
        Stream stream = await ConnectAsync(host, port, options, cancellationToken);
        return await RequestAsync(stream, options, contexts, cancellationToken);
    }

    /// <summary>Negotiates on a stream that is connected; owns it from here on.</summary>
    public static async Task<RequestOutcome> RequestAsync(
        Stream stream, RequestorOptions options, IReadOnlyList<PresentationContextProposal> contexts, CancellationToken cancellationToken)
    {
        Association association = new(new StreamDuplexPipe(stream), isRequestor: true, options.Limits, options.Time) { Idle = options.Limits.Artim };
        try
        {
            AssociateRequest request = new(options.CalledAe.Value, options.CallingAe.Value, contexts, new UserInformation
            {
                MaxPduBytes = options.Limits.MaxPduBytes,
                ImplementationClassUid = Implementation.ClassUid,
                ImplementationVersionName = Implementation.VersionName,
                AsyncOperations = options.Operations > 1 ? new AsyncOperationsWindow(options.Operations, 1) : null,
                Roles = options.Roles,
                Extended = options.Extended,
                UserIdentity = options.UserIdentity,
            });
            await association.RequestAsync(request, cancellationToken);
            Indication answer = await association.ReceiveAsync(cancellationToken);
            switch (answer.Kind)
            {
                case IndicationKind.Accepted:
                    association.Idle = options.Limits.Idle;
                    return new RequestOutcome.Accepted(new RequestedAssociation(association, stream, (stream as NetworkStream)?.Socket.RemoteEndPoint, request, (AssociateAccept)answer.Pdu!, options));
                case IndicationKind.Rejected:
                    await CloseAsync(association, stream);
                    return new RequestOutcome.Rejected((AssociateReject)answer.Pdu!);
                case IndicationKind.Aborted:
                    await CloseAsync(association, stream);
                    return new RequestOutcome.Failed("the peer aborted");
                default:
                    await association.AbortAsync(CancellationToken.None);
                    await CloseAsync(association, stream);
                    return new RequestOutcome.Failed(answer.Detail ?? "the peer did not answer in time");
            }
        }
        catch
        {
            await CloseAsync(association, stream);
            throw;
        }
    }

    private static async Task CloseAsync(Association association, Stream stream)
    {
        await association.DisposeAsync();
        await stream.DisposeAsync();
    }

    private static async Task<Stream> ConnectAsync(string host, int port, RequestorOptions options, CancellationToken cancellationToken)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellationToken);
            NetworkStream plain = new(socket, ownsSocket: true);
            return options.Tls ? await SecureAsync(plain, host, options, cancellationToken) : plain;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<SslStream> SecureAsync(NetworkStream plain, string host, RequestorOptions options, CancellationToken cancellationToken)
    {
        SslStream secure = new(plain);
        string? fault = null;
        SslClientAuthenticationOptions how = new()
        {
            TargetHost = host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ClientCertificates = options.TlsCertificate is { } certificate ? [certificate] : null,
            CertificateChainPolicy = options.TlsAuthorities is { } authorities ? Trusting(authorities) : null,
        };
        if (options.FindTlsFault is { } find)
        {
            how.RemoteCertificateValidationCallback = (_, _, chain, errors) => errors == SslPolicyErrors.None && chain is not null && (fault = find(chain)) is null;
        }

        try
        {
            await secure.AuthenticateAsClientAsync(how, cancellationToken);
        }
        catch (AuthenticationException) when (fault is not null)
        {
            throw new AuthenticationException(fault);
        }

        return secure;
    }

    private static X509ChainPolicy Trusting(X509Certificate2Collection authorities)
    {
        X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }
}
