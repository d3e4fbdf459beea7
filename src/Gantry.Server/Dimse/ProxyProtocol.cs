using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Gantry.Server.Dimse;

/// <summary>Connection middleware: takes the PROXY header off connections of trusted balancers, which must have one, and gives the connection the client's address.</summary>
internal sealed class ProxyProtocol(ConnectionDelegate next, DimseOptions options, TimeProvider time, ILogger logger)
{
    private readonly List<AddressRange> trusted = [.. options.ProxyProtocolFrom.Select(p => AddressRange.TryParse(p, out AddressRange range) ? range : throw new ArgumentException(p, nameof(options)))];

    public async Task OnConnectionAsync(ConnectionContext connection)
    {
        if (connection.RemoteEndPoint is IPEndPoint peer && trusted.Exists(t => t.Contains(peer.Address)))
        {
            if (!await TakeHeaderAsync(connection))
            {
                DimseLog.BadProxyHeader(logger, connection.ConnectionId, peer.ToString(), "it does not start with a whole PROXY header");
                return;
            }
        }

        await next(connection);
    }

    private async Task<bool> TakeHeaderAsync(ConnectionContext connection)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(options.ArtimSeconds), time);
        PipeReader input = connection.Transport.Input;
        try
        {
            while (true)
            {
                ReadResult result = await input.ReadAsync(patience.Token);
                ProxyHeaderStatus status = ProxyHeader.Read(result.Buffer, out int headerBytes, out IPEndPoint? source);
                if (status == ProxyHeaderStatus.Whole)
                {
                    input.AdvanceTo(result.Buffer.GetPosition(headerBytes));
                    connection.RemoteEndPoint = source ?? connection.RemoteEndPoint;
                    return true;
                }

                input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                if (status == ProxyHeaderStatus.Malformed || result.IsCompleted)
                {
                    return false;
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            return false;
        }
    }
}
