using System.Buffers;
using System.Collections.Concurrent;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Encoding;
using Gantry.Network.Dimse;
using Gantry.Network.Services;
using Gantry.Network.Services.QueryRetrieve;
using Gantry.Network.UpperLayer;

namespace Gantry.SystemTests.Jobs;

/// <summary>Another archive with one study of one series: it breaks off its first C-GET and says that the second went well, without sending anything; it tells by C-FIND what there is.</summary>
internal sealed class BreakingArchive(string study, int instances) : IServiceScp
{
    /// <summary>The level and the SOP Instance UIDs of each C-GET.</summary>
    public ConcurrentQueue<string> Retrievals { get; } = [];

    public bool Negotiates(string sopClassUid) => FindSopClasses.All.ContainsKey(sopClassUid) || RetrieveSopClasses.Get.ContainsKey(sopClassUid);

    public bool Performs(AcceptedContext context, CommandSet request) => request.Field is CommandField.CFindRequest or CommandField.CGetRequest;

    public async Task PerformAsync(ServedOperation operation, CancellationToken cancellationToken)
    {
        Dataset identifier = DatasetReader.Read(operation.Dataset, operation.Context.Syntax).Dataset;
        string level = identifier.GetString(Tags.QueryRetrieveLevel)!;
        if (operation.Request.Field == CommandField.CFindRequest)
        {
            for (int i = 1; i <= (level == "IMAGE" ? instances : 1); i++)
            {
                ArrayBufferWriter<byte> match = new();
                DatasetWriter.Write(level == "IMAGE" ? new Dataset().Set(Tags.SOPInstanceUID, $"{study}.1.{i}") : new Dataset().Set(Tags.SeriesInstanceUID, study + ".1"), operation.Context.Syntax, match);
                await operation.RespondAsync(operation.Request.Respond(DimseStatus.Pending), match.WrittenMemory, cancellationToken);
            }

            await operation.RespondAsync(operation.Request.Respond(DimseStatus.Success), cancellationToken);
            return;
        }

        IReadOnlyList<string> asked = identifier.GetStrings(Tags.SOPInstanceUID);
        Retrievals.Enqueue($"{level} {string.Join(' ', asked)}");
        bool breaks = Retrievals.Count == 1;
        await operation.RespondAsync(operation.Request.Respond(DimseStatus.Pending) with { Completed = 1, Remaining = (ushort)(instances - 1) }, cancellationToken);
        await operation.RespondAsync(operation.Request.Respond(breaks ? (ushort)0xA702 : DimseStatus.Success) with { Completed = (ushort)asked.Count }, cancellationToken);
    }
}
