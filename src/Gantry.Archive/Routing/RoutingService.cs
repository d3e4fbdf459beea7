using Gantry.Archive.Jobs;

namespace Gantry.Archive.Routing;

/// <summary>Runs a follower for each rule, and begins with new ones.</summary>
public sealed class RoutingService(RoutingParts parts)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, Task> followers = new(StringComparer.OrdinalIgnoreCase);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                foreach ((Route route, _) in parts.Store.List())
                {
                    if (!followers.TryGetValue(route.Name, out Task? running) || running.IsCompleted)
                    {
                        followers[route.Name] = Task.Run(() => new RouteFollower(route.Name, parts).RunAsync(cancellationToken), CancellationToken.None);
                    }
                }

                await Task.Delay(LookInterval, parts.Time, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception failed)
            {
                RouteLog.StoreFailed(parts.Logger, failed);
                await Task.Delay(LookInterval, parts.Time, CancellationToken.None).ConfigureAwait(false);
            }
        }

        await Task.WhenAll(followers.Values).ConfigureAwait(false);
    }
}
