using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Gantry.Archive.Security;

namespace Gantry.Server.Security;

/// <summary>Bounds sign-ins: so many a minute for a network address, and so many being stretched at once for the machine.</summary>
public sealed class SignInThrottle(SecurityOptions options) : IDisposable
{
    private readonly PartitionedRateLimiter<IPAddress?> perAddress = PartitionedRateLimiter.Create<IPAddress?, string>(address =>
        RateLimitPartition.GetSlidingWindowLimiter(NetworkOf(address), _ => new SlidingWindowRateLimiterOptions
        {
            PermitLimit = options.SignInsPerMinute,
            Window = TimeSpan.FromMinutes(1),
            SegmentsPerWindow = 6,
            QueueLimit = 0,
        }));

    private readonly ConcurrencyLimiter atOnce = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = Math.Max(1, Environment.ProcessorCount / 2),
        QueueLimit = 32,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Null: too many. Otherwise held until the sign-in has been answered.</summary>
    public async ValueTask<IDisposable?> EnterAsync(IPAddress? address, CancellationToken cancellationToken)
    {
        using RateLimitLease counted = perAddress.AttemptAcquire(address);
        if (!counted.IsAcquired)
        {
            return null;
        }

        RateLimitLease turn = await atOnce.AcquireAsync(1, cancellationToken).ConfigureAwait(false);
        if (turn.IsAcquired)
        {
            return turn;
        }

        turn.Dispose();
        return null;
    }

    public void Dispose()
    {
        perAddress.Dispose();
        atOnce.Dispose();
    }

    /// <summary>An IPv6 host has a whole /64 of addresses to come from.</summary>
    private static string NetworkOf(IPAddress? address)
    {
        if (address is null || address.IsIPv4MappedToIPv6 || address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address?.MapToIPv4().ToString() ?? "";
        }

        return Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8));
    }
}
