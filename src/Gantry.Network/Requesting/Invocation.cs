using System.Threading.Channels;
using Gantry.Network.Dimse;

namespace Gantry.Network.Requesting;

/// <summary>One operation that we invoked and whose final response has not come. Some responses wait for who reads them; a peer that sends more is not read from until there is room.</summary>
internal sealed class Invocation(ushort messageId)
{
    private const int ResponsesAhead = 256;
    private readonly Channel<DimseResponse> responses = Channel.CreateBounded<DimseResponse>(new BoundedChannelOptions(ResponsesAhead) { SingleReader = true, AllowSynchronousContinuations = true });

    public ushort MessageId => messageId;

    public ChannelReader<DimseResponse> Responses => responses.Reader;

    /// <summary>A response has come; nobody reads any more: dropped.</summary>
    public async ValueTask DeliverAsync(DimseResponse response)
    {
        try
        {
            await responses.Writer.WriteAsync(response);
            if (!DimseStatus.IsPending(response.Status))
            {
                responses.Writer.TryComplete();
            }
        }
        catch (ChannelClosedException)
        {
            // The invoker has gone.
        }
    }

    /// <summary>Nothing follows: the association is over, or the invoker has gone.</summary>
    public void End() => responses.Writer.TryComplete();

    /// <summary>The invoker reads no more: lets a waiting delivery go.</summary>
    public void Abandon()
    {
        responses.Writer.TryComplete();
        while (responses.Reader.TryRead(out _))
        {
        }
    }
}
