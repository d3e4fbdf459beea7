using System.Net;
using System.Net.Sockets;

namespace Gantry.Testing;

/// <summary>
/// Ports for programs that are about to listen. They lie below those that the system gives to outgoing connections: one of that range, free a moment ago, is
/// taken by somebody's connection now and then before the program has bound it.
/// </summary>
public static class FreePorts
{
    private const int First = 12_000;
    private const int Count = 8_000;
    private static readonly Lock Gate = new();
    private static readonly HashSet<int> Given = [];

    /// <summary>A TCP port that nobody listens on and that this process has not given before.</summary>
    public static int Next()
    {
        while (true)
        {
            int port = First + Random.Shared.Next(Count);
            lock (Gate)
            {
                if (!Given.Add(port))
                {
                    continue;
                }
            }

            if (IsFree(port))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        using Socket probe = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(new IPEndPoint(IPAddress.Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
