using Gantry.Network.Dimse;
using Gantry.Network.UpperLayer;

namespace Gantry.Network.Services;

/// <summary>A request that an <see cref="IServiceScp"/> performs.</summary>
public sealed class ServedOperation
{
    private readonly Association association;
    private readonly Action beforeFinal;

    internal ServedOperation(Association association, ServedAssociation served, AcceptedContext context, CommandSet request, ReadOnlyMemory<byte> dataset, Action beforeFinal, CancellationToken canceled)
    {
        this.association = association;
        this.beforeFinal = beforeFinal;
        Association = served;
        Context = context;
        Request = request;
        Dataset = dataset;
        Canceled = canceled;
    }

    /// <summary>The association that it came on.</summary>
    public ServedAssociation Association { get; }

    public AcceptedContext Context { get; }

    /// <summary>The command; its required elements are there (<see cref="CommandSchema"/>).</summary>
    public CommandSet Request { get; }

    /// <summary>The data set in the transfer syntax of <see cref="Context"/>; empty where none came.</summary>
    public ReadOnlyMemory<byte> Dataset { get; }

    /// <summary>C-CANCEL has come for this operation (PS3.7 9.3.2.3): the final response is due at once.</summary>
    public CancellationToken Canceled { get; }

    /// <summary>Sends a response without a data set; false when the association is over.</summary>
    public ValueTask<bool> RespondAsync(CommandSet response, CancellationToken cancellationToken) => RespondAsync(response, ReadOnlyMemory<byte>.Empty, cancellationToken);

    /// <summary>Sends a response, pending or final; false when the association is over. The data set is in the transfer syntax of <see cref="Context"/>; an empty one is none.</summary>
    public ValueTask<bool> RespondAsync(CommandSet response, ReadOnlyMemory<byte> dataset, CancellationToken cancellationToken)
    {
        if (!DimseStatus.IsPending(response.Status ?? 0))
        {
            beforeFinal();
        }

        return association.SendDataAsync(
            (Context.Id, Response: dataset.IsEmpty ? response : response with { HasDataset = true }, Dataset: dataset, association.PeerMaxPduBytes),
            static (output, s) =>
            {
                MessageWriter.WriteCommand(output, s.Id, s.Response, s.PeerMaxPduBytes);
                MessageWriter.WriteDataset(output, s.Id, s.Dataset.Span, s.PeerMaxPduBytes);
            },
            cancellationToken);
    }

    /// <summary>Sends the same response once for each data set, in one write; false when the association is over.</summary>
    public ValueTask<bool> RespondAsync(CommandSet response, IReadOnlyList<ReadOnlyMemory<byte>> datasets, CancellationToken cancellationToken) =>
        association.SendDataAsync(
            (Context.Id, Response: response with { HasDataset = true }, Datasets: datasets, association.PeerMaxPduBytes),
            static (output, s) =>
            {
                foreach (ReadOnlyMemory<byte> dataset in s.Datasets)
                {
                    MessageWriter.WriteCommand(output, s.Id, s.Response, s.PeerMaxPduBytes);
                    MessageWriter.WriteDataset(output, s.Id, dataset.Span, s.PeerMaxPduBytes);
                }
            },
            cancellationToken);
}
