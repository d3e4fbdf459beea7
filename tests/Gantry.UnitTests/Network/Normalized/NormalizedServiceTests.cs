using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Network.Acceptance;
using Gantry.Network.Dimse;
using Gantry.Network.Services;
using Gantry.Network.Services.Normalized;
using Gantry.Network.UpperLayer;
using Gantry.Testing;
using Gantry.Testing.Network;
using Xunit;

namespace Gantry.UnitTests.Network.Normalized;

/// <summary>The six normalized services between our own SCU and SCP: performed procedure steps kept in a dictionary.</summary>
public sealed class NormalizedServiceTests
{
    private const string Mpps = "1.2.840.10008.3.1.2.3.3";
    private const string StorageCommitment = "1.2.840.10008.1.20.1";

    [Fact]
    public async Task An_object_is_created_set_got_and_deleted()
    {
        await using ServedPair pair = await ServedPair.ConnectAsync([new Steps()], [Mpps]);
        NormalizedResult created = await InvokeAsync(pair, new(CommandField.NCreateRequest, Mpps, "1.2.3") { Dataset = new Dataset().Set(Tags.PatientName, "Müller^Jörg") });
        Assert.Equal((DimseStatus.Success, "1.2.3"), (created.Status, created.SopInstanceUid));
        Assert.Equal(DimseStatus.DuplicateSopInstance, (await InvokeAsync(pair, new(CommandField.NCreateRequest, Mpps, "1.2.3"))).Status);
        NormalizedResult set = await InvokeAsync(pair, new(CommandField.NSetRequest, Mpps, "1.2.3") { Dataset = new Dataset().Set(Tags.PatientID, "P1") });
        Assert.Equal(DimseStatus.Success, set.Status);
        NormalizedResult got = await InvokeAsync(pair, new(CommandField.NGetRequest, Mpps, "1.2.3") { AttributeIdentifiers = [Tags.PatientName.Value, Tags.PatientID.Value] });
        Assert.Equal(("Müller^Jörg", "P1"), (got.Dataset!.GetString(Tags.PatientName), got.Dataset.GetString(Tags.PatientID)));
        Assert.Equal(DimseStatus.Success, (await InvokeAsync(pair, new(CommandField.NDeleteRequest, Mpps, "1.2.3"))).Status);
        NormalizedResult gone = await InvokeAsync(pair, new(CommandField.NGetRequest, Mpps, "1.2.3"));
        Assert.Equal((DimseStatus.NoSuchSopInstance, "It is not here", null), (gone.Status, gone.Comment, gone.Dataset));
    }

    [Fact]
    public async Task The_scp_may_give_the_instance_its_uid()
    {
        await using ServedPair pair = await ServedPair.ConnectAsync([new Steps()], [Mpps]);
        Assert.Equal("1.2.99", (await InvokeAsync(pair, new(CommandField.NCreateRequest, Mpps, null))).SopInstanceUid);
    }

    [Fact]
    public async Task An_action_is_replied_to_and_its_event_reported_on_the_same_association()
    {
        Reports reports = new();
        await using ServedPair pair = await ServedPair.ConnectAsync([new Steps()], [StorageCommitment], change: o => o with { Services = [reports] });
        NormalizedResult acted = await InvokeAsync(pair, new(CommandField.NActionRequest, StorageCommitment, "1.2.840.10008.1.20.1.1") { TypeId = 1, Dataset = new Dataset().Set(Tags.TransactionUID, "1.2.7") });
        Assert.Equal((DimseStatus.Success, "1.2.7"), (acted.Status, acted.Dataset!.GetString(Tags.TransactionUID)));
        NormalizedRequest reported = await reports.Came.Task;
        Assert.Equal((2, "1.2.7"), (reported.TypeId, reported.Dataset!.GetString(Tags.TransactionUID)));
    }

    [Fact]
    public async Task What_the_class_does_not_have_is_refused()
    {
        await using ServedPair pair = await ServedPair.ConnectAsync([new Steps()], [Mpps, StorageCommitment]);
        Assert.Equal(DimseStatus.UnrecognizedOperation, (await InvokeAsync(pair, new(CommandField.NActionRequest, Mpps, "1.2.3") { TypeId = 1 })).Status);
        Assert.Equal(DimseStatus.NoSuchSopClass, (await InvokeAsync(pair, new(CommandField.NCreateRequest, "1.2.840.10008.5.1.1.16", "1.2.3"))).Status);
        Assert.Equal(DimseStatus.NoSuchAction, (await InvokeAsync(pair, new(CommandField.NActionRequest, StorageCommitment, "1.2.3") { TypeId = 7 }, context: 1)).Status);
        DimseResponse? mistyped = await pair.Requestor.InvokeAsync(pair.Requestor.Contexts[0], new CommandSet { Field = CommandField.NSetRequest, RequestedSopClassUid = Mpps }, null, 0, CancellationToken.None);
        Assert.Equal(DimseStatus.MistypedArgument, mistyped!.Status);
    }

    [Fact]
    public async Task A_data_set_that_cannot_be_read_or_is_too_long_is_refused_and_the_association_lives()
    {
        await using ServedPair pair = await ServedPair.ConnectAsync([new Steps()], [Mpps]);
        CommandSet create = new() { Field = CommandField.NCreateRequest, AffectedSopClassUid = Mpps, AffectedSopInstanceUid = "1.2.3" };
        DimseResponse? malformed = await pair.Requestor.InvokeAsync(pair.Requestor.Contexts[0], create, new MemoryStream([0x10, 0, 0x10, 0, (byte)'P', (byte)'N', 200, 0, 1, 2]), 10, CancellationToken.None);
        Assert.Equal(DimseStatus.ProcessingFailure, malformed!.Status);
        DimseResponse? tooLong = await pair.Requestor.InvokeAsync(pair.Requestor.Contexts[0], create, new MemoryStream(new byte[200_000]), 200_000, CancellationToken.None);
        Assert.Equal(DimseStatus.ResourceLimitation, tooLong!.Status);
        Assert.Equal(DimseStatus.Success, (await InvokeAsync(pair, new(CommandField.NCreateRequest, Mpps, "1.2.3"))).Status);
    }

    [Fact]
    public async Task Who_may_not_is_told_so()
    {
        await using ServedPair pair = await ServedPair.ConnectAsync([new Steps()], [Mpps], new AdmissionAnswer { Permits = (field, _) => field == CommandField.NGetRequest });
        Assert.Equal(DimseStatus.NotAuthorized, (await InvokeAsync(pair, new(CommandField.NCreateRequest, Mpps, "1.2.3"))).Status);
        Assert.Equal(DimseStatus.NoSuchSopInstance, (await InvokeAsync(pair, new(CommandField.NGetRequest, Mpps, "1.2.3"))).Status);
    }

    private static async Task<NormalizedResult> InvokeAsync(ServedPair pair, NormalizedRequest request, int context = 0)
    {
        NormalizedResult? result = await pair.Requestor.InvokeAsync(pair.Requestor.Contexts[context], request, CancellationToken.None).WaitAsync(Eventually.Patience);
        Assert.NotNull(result);
        return result;
    }

    private sealed class Steps : NormalizedScp
    {
        private readonly Dictionary<string, Dataset> steps = [];

        public override bool Negotiates(string sopClassUid) => sopClassUid is Mpps or StorageCommitment;

        protected override bool Offers(CommandField service, string sopClassUid, AcceptedContext context) => sopClassUid == context.AbstractSyntax && (sopClassUid == StorageCommitment
            ? service == CommandField.NActionRequest
            : service is CommandField.NCreateRequest or CommandField.NSetRequest or CommandField.NGetRequest or CommandField.NDeleteRequest);

        protected override async ValueTask<NormalizedResult> PerformAsync(NormalizedRequest request, ServedAssociation association, CancellationToken cancellationToken)
        {
            string uid = request.SopInstanceUid ?? "1.2.99";
            switch (request.Service)
            {
                case CommandField.NCreateRequest:
                    return steps.TryAdd(uid, request.Dataset ?? new Dataset()) ? new NormalizedResult(DimseStatus.Success) { SopInstanceUid = uid } : new NormalizedResult(DimseStatus.DuplicateSopInstance);
                case CommandField.NActionRequest when request.TypeId != 1:
                    return new NormalizedResult(DimseStatus.NoSuchAction);
                case CommandField.NActionRequest:
                    NormalizedRequest report = new(CommandField.NEventReportRequest, StorageCommitment, uid) { TypeId = 2, Dataset = request.Dataset };
                    NormalizedResult? answer = await association.InvokeAsync(association.Contexts[0], report, cancellationToken);
                    return new NormalizedResult(answer!.Status) { Dataset = request.Dataset };
            }

            if (!steps.TryGetValue(uid, out Dataset? step))
            {
                return new NormalizedResult(DimseStatus.NoSuchSopInstance) { Comment = "It is not here" };
            }

            if (request.Service == CommandField.NDeleteRequest)
            {
                steps.Remove(uid);
            }

            foreach (Element element in request.Dataset ?? new Dataset())
            {
                step.Add(element);
            }

            return new NormalizedResult(DimseStatus.Success) { Dataset = request.Service == CommandField.NGetRequest ? step : null };
        }
    }

    private sealed class Reports : NormalizedScp
    {
        public TaskCompletionSource<NormalizedRequest> Came { get; } = new();

        public override bool Negotiates(string sopClassUid) => sopClassUid == StorageCommitment;

        protected override bool Offers(CommandField service, string sopClassUid, AcceptedContext context) => service == CommandField.NEventReportRequest && sopClassUid == StorageCommitment;

        protected override ValueTask<NormalizedResult> PerformAsync(NormalizedRequest request, ServedAssociation association, CancellationToken cancellationToken)
        {
            Came.TrySetResult(request);
            return ValueTask.FromResult(new NormalizedResult(DimseStatus.Success));
        }
    }
}
