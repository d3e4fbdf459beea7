using Gantry.Dicom.Datasets;
using Gantry.Dicom.Encoding;
using Gantry.Network.Dimse;
using Gantry.Network.UpperLayer;

namespace Gantry.Network.Services.Normalized;

/// <summary>
/// An SCP of normalized services (PS3.7 10): reads the data sets, refuses what its SOP classes have not, and writes the responses. N-EVENT-REPORT goes the other
/// way: an SCP invokes it with <see cref="NormalizedScu"/> on the association, and the SCU's side performs it by one of these.
/// </summary>
public abstract class NormalizedScp : IServiceScp
{
    public abstract bool Negotiates(string sopClassUid);

    /// <summary>
    /// Whether a service of a SOP class is performed on a presentation context. The class is that of the context but for meta SOP classes and for the unified
    /// procedure step, whose operations name the pushed class on every context (PS3.4 CC.3.1).
    /// </summary>
    protected abstract bool Offers(CommandField service, string sopClassUid, AcceptedContext context);

    /// <summary>Whether requests on presentation contexts of this SOP class are this object's at all.</summary>
    protected virtual bool Owns(AcceptedContext context) => Negotiates(context.AbstractSyntax);

    protected abstract ValueTask<NormalizedResult> PerformAsync(NormalizedRequest request, ServedAssociation association, CancellationToken cancellationToken);

    public virtual ReadOnlyMemory<byte>? AnswerExtended(string sopClassUid, ReadOnlyMemory<byte> proposed) => null;

    public bool Performs(AcceptedContext context, CommandSet request) => NormalizedMessages.IsNormalized(request.Field) && Owns(context);

    public async Task PerformAsync(ServedOperation operation, CancellationToken cancellationToken)
    {
        NormalizedResult result = await AnswerAsync(operation, cancellationToken).ConfigureAwait(false);
        CommandSet response = NormalizedMessages.Write(result, operation.Request);
        await operation.RespondAsync(response, result.Dataset is { } dataset ? NormalizedMessages.Encode(dataset, operation.Context.Syntax) : ReadOnlyMemory<byte>.Empty, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<NormalizedResult> AnswerAsync(ServedOperation operation, CancellationToken cancellationToken)
    {
        CommandSet command = operation.Request;
        string sopClass = NormalizedMessages.ClassOf(command) ?? "";
        if (!Offers(command.Field, sopClass, operation.Context))
        {
            return Enum.GetValues<CommandField>().Any(f => NormalizedMessages.IsNormalized(f) && Offers(f, sopClass, operation.Context))
                ? new NormalizedResult(DimseStatus.UnrecognizedOperation) { Comment = "The SOP class has no such operation" }
                : new NormalizedResult(DimseStatus.NoSuchSopClass) { Comment = "SOP class is not that of the presentation context" };
        }

        Dataset? dataset = null;
        if (command.HasDataset)
        {
            DatasetReadResult read = DatasetReader.Read(operation.Dataset, operation.Context.Syntax);
            if (read.Error is { } error)
            {
                return new NormalizedResult(DimseStatus.ProcessingFailure) { Comment = $"The data set cannot be read at byte {error.Offset}" };
            }

            dataset = read.Dataset;
        }

        return await PerformAsync(NormalizedMessages.Read(command, dataset), operation.Association, cancellationToken).ConfigureAwait(false);
    }
}
