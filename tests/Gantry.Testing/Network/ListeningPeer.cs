using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Gantry.Network.Acceptance;
using Gantry.Network.Services;
using Gantry.Network.Services.Storage;

namespace Gantry.Testing.Network;

/// <summary>A peer on a port of this machine that performs what a test gives it; it may refuse connections and end associations.</summary>
public sealed class ListeningPeer : IAsyncDisposable
{
    private readonly TcpListener listener;
    private readonly IStorageScp storage;
    private readonly IReadOnlyList<IServiceScp> services;
    private readonly CancellationTokenSource stop = new();
    private readonly Task accepting;
    private readonly Func<string, bool> takesSyntax;

    private ListeningPeer(TcpListener listener, IStorageScp storage, IReadOnlyList<IServiceScp> services, Func<string, bool> takesSyntax)
    {
        (this.listener, this.storage, this.services, this.takesSyntax) = (listener, storage, services, takesSyntax);
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Associations that were asked for.</summary>
    public int Associations { get; private set; }

    public static ListeningPeer Start(IStorageScp storage, IReadOnlyList<IServiceScp>? services = null, int port = 0, Func<string, bool>? takesSyntax = null)
    {
        TcpListener listener = new(IPAddress.Loopback, port);
        listener.Start();
        return new ListeningPeer(listener, storage, services ?? [], takesSyntax ?? (static _ => true));
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> served = [];
        while (!stop.IsCancellationRequested)
        {
            try
            {
                Socket socket = await listener.AcceptSocketAsync(stop.Token);
                socket.NoDelay = true;
                Associations++;
                served.Add(ServeAsync(socket));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                break;
            }
        }

        await Task.WhenAll(served);
    }

    private async Task ServeAsync(Socket socket)
    {
        await using NetworkStream stream = new(socket, ownsSocket: true);
        var negotiation = StorageCapability.Negotiation(16, 65_536, services);
        AcceptorSettings settings = new()
        {
            Storage = storage,
            Services = services,
            Negotiation = negotiation with { AcceptsTransferSyntax = (uid, syntax) => negotiation.AcceptsTransferSyntax(uid, syntax) && takesSyntax(syntax) },
        };
        await using AssociationAcceptor acceptor = new(new Duplex(PipeReader.Create(stream), PipeWriter.Create(stream)), socket.RemoteEndPoint, settings, (_, _) => ValueTask.FromResult(AdmissionAnswer.Unlimited));
        try
        {
            await acceptor.RunAsync(CancellationToken.None, stop.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidOperationException)
        {
            // The peer goes away, or a test has made it end the association.
        }
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
