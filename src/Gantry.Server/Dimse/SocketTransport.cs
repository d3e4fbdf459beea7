using System.IO.Pipelines;
using Gantry.Network.UpperLayer;

namespace Gantry.Server.Dimse;

/// <summary>A connection that is read through the host's pipe and written to its socket.</summary>
internal sealed class SocketTransport(PipeReader input, SocketOutput output) : IDuplexPipe
{
    public PipeReader Input => input;

    public PipeWriter Output => output;
}
