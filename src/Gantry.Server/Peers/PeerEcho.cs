namespace Gantry.Server.Peers;

/// <summary>What a C-ECHO to a peer showed.</summary>
/// <param name="Succeeded">It answered with success.</param>
/// <param name="Detail">Its implementation version name, or why not in words for a person.</param>
/// <param name="Duration">From the connection's begin.</param>
public sealed record PeerEcho(bool Succeeded, string Detail, TimeSpan Duration);
