using Gantry.Dicom.Datasets;
using Gantry.Dicom.Encoding;
using Gantry.Network.Dimse;
using Gantry.Network.Requesting;
using Gantry.Network.UpperLayer;

namespace Gantry.Network.Services.Normalized;

/// <summary>Invokes normalized services (PS3.7 10), on an association that we asked for or on one that we accepted.</summary>
public static class NormalizedScu
{
    /// <summary>Null when the association ended before a whole response had come.</summary>
    /// <param name="association">Ours.</param>
    /// <param name="context">One of its contexts.</param>
    /// <param name="request">What to do.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static Task<NormalizedResult?> InvokeAsync(this RequestedAssociation association, AcceptedContext context, NormalizedRequest request, CancellationToken cancellationToken) =>
        InvokeAsync(association.InvokeAsync, context, request, cancellationToken);

    /// <summary>The other way round, as N-EVENT-REPORT goes. Null when the association ended before a whole response had come.</summary>
    public static Task<NormalizedResult?> InvokeAsync(this ServedAssociation association, AcceptedContext context, NormalizedRequest request, CancellationToken cancellationToken) =>
        InvokeAsync(association.InvokeAsync, context, request, cancellationToken);

    private static async Task<NormalizedResult?> InvokeAsync(
        Func<AcceptedContext, CommandSet, Stream?, long, CancellationToken, Task<DimseResponse?>> invoke, AcceptedContext context, NormalizedRequest request, CancellationToken cancellationToken)
    {
        byte[]? bytes = request.Dataset is { } dataset ? NormalizedMessages.Encode(dataset, context.Syntax) : null;
        DimseResponse? response = await invoke(context, NormalizedMessages.Write(request), bytes is null ? null : new MemoryStream(bytes, writable: false), bytes?.Length ?? 0, cancellationToken).ConfigureAwait(false);
        if (response is null)
        {
            return null;
        }

        DatasetReadResult? read = response.Command.HasDataset ? DatasetReader.Read(response.Dataset, context.Syntax) : null;
        return new NormalizedResult(response.Status)
        {
            SopInstanceUid = response.Command.AffectedSopInstanceUid,
            Dataset = read?.Dataset,
            Comment = read?.Error is { } error ? $"The data set of the response cannot be read at byte {error.Offset}" : response.Command.ErrorComment,
            AttributeIdentifiers = response.Command.AttributeIdentifiers,
            ErrorId = response.Command.ErrorId,
        };
    }
}
