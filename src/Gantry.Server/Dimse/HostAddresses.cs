using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Gantry.Server.Dimse;

/// <summary>Whether an address is a host's. What the name service says is kept for a minute; while it is silent, what it said last.</summary>
internal sealed class HostAddresses(TimeProvider time)
{
    private const int MaxNames = 1000;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private readonly ConcurrentDictionary<string, (IPAddress[] Addresses, DateTimeOffset At)> known = new(StringComparer.OrdinalIgnoreCase);

    public async ValueTask<bool> AreSameAsync(string host, IPAddress address, CancellationToken cancellationToken)
    {
        IPAddress plain = Plain(address);
        IPAddress[] addresses = IPAddress.TryParse(host, out IPAddress? literal) ? [literal] : await ResolveAsync(host, cancellationToken).ConfigureAwait(false);
        return addresses.Any(a => Plain(a).Equals(plain) || (IPAddress.IsLoopback(Plain(a)) && IPAddress.IsLoopback(plain)));
    }

    private async ValueTask<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        (IPAddress[]? addresses, DateTimeOffset at) = known.GetValueOrDefault(host);
        if (addresses is not null && now - at < Kept)
        {
            return addresses;
        }

        try
        {
            addresses = await Dns.GetHostAddressesAsync(host, cancellationToken).WaitAsync(Patience, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or TimeoutException)
        {
            return addresses ?? [];
        }

        if (known.Count >= MaxNames)
        {
            known.Clear();
        }

        known[host] = (addresses, now);
        return addresses;
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
