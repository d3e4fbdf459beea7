namespace Gantry.Archive.Routing;

public enum RouteAction
{
    /// <summary>Send it on.</summary>
    Send,

    /// <summary>Tell the peer that it is available here.</summary>
    Notify,

    /// <summary>Pull the patient's earlier studies from the peer.</summary>
    Prefetch,
}
