using Gantry.Archive.Objects;
using Gantry.Archive.Routing;

namespace Gantry.Server.DicomWeb.Forward;

/// <summary>DICOMweb services as destinations of rules: STOW-RS.</summary>
internal sealed class StowForwardTargets(IObjectReader objects) : IForwardTargets, IDisposable
{
    private const int MaxAnswerBytes = 4 * 1024 * 1024;

    private readonly HttpClient client = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(10) }) { Timeout = TimeSpan.FromMinutes(10), MaxResponseContentBufferSize = MaxAnswerBytes };

    public (IForwardTarget? Target, string Reason)? Open(Route route) =>
        route.Url is { } url ? (new StowTarget(client, objects, new Uri(url.TrimEnd('/') + "/studies"), route.Token), "") : null;

    public void Dispose() => client.Dispose();
}
