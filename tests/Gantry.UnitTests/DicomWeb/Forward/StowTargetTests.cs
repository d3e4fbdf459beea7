using System.Net;
using System.Text.RegularExpressions;
using Gantry.Archive;
using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Archive.Routing;
using Gantry.Dicom;
using Gantry.Server.DicomWeb.Forward;
using Gantry.Testing.Archive;
using Xunit;

namespace Gantry.UnitTests.DicomWeb.Forward;

public sealed class StowTargetTests
{
    private readonly MemoryObjects objects = new();
    private readonly List<int> parts = [];
    private Func<int, (HttpStatusCode, string)> answer = _ => (HttpStatusCode.OK, "");

    [Fact]
    public async Task What_comes_next_goes_along_in_one_request()
    {
        StoredInstance[] instances = Instances(120);
        Assert.All(await SendAsync(instances), o => Assert.Equal(ForwardOutcome.Sent, o.Outcome));
        Assert.Equal([50, 50, 20], parts);
    }

    [Fact]
    public async Task Each_has_the_result_that_the_service_tells()
    {
        answer = _ => (HttpStatusCode.Accepted, """{"00081199":{"vr":"SQ","Value":[{"00081155":{"vr":"UI","Value":["1.2.1"]}}]},"00081198":{"vr":"SQ","Value":[{"00081155":{"vr":"UI","Value":["1.2.2"]},"00081197":{"vr":"US","Value":[272]}},{"00081155":{"vr":"UI","Value":["1.2.3"]},"00081197":{"vr":"US","Value":[42752]}}]}}""");
        (ForwardOutcome Outcome, string Reason)[] outcomes = await SendAsync(Instances(3));
        Assert.Equal([ForwardOutcome.Sent, ForwardOutcome.Refused, ForwardOutcome.Unavailable], outcomes.Select(o => o.Outcome));
        Assert.Contains("0110H", outcomes[1].Reason, StringComparison.Ordinal);
        Assert.Equal([3], parts);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("[{\"00081199\":{\"Value\":[{\"00081155\":{\"Value\":[7]}}]}}]")]
    public async Task Where_the_answer_tells_nothing_each_is_sent_alone(string text)
    {
        answer = count => count > 1 ? (HttpStatusCode.Conflict, text) : parts.Count == 3 ? (HttpStatusCode.BadRequest, "") : (HttpStatusCode.OK, "");
        Assert.Equal([ForwardOutcome.Sent, ForwardOutcome.Refused, ForwardOutcome.Sent], (await SendAsync(Instances(3))).Select(o => o.Outcome));
        Assert.Equal([3, 1, 1, 1], parts);
    }

    [Fact]
    public async Task A_service_that_is_away_is_asked_again_for_all()
    {
        answer = _ => parts.Count == 1 ? (HttpStatusCode.ServiceUnavailable, "") : (HttpStatusCode.OK, "");
        Assert.Equal([ForwardOutcome.Unavailable, ForwardOutcome.Sent], (await SendAsync(Instances(2))).Select(o => o.Outcome));
        Assert.Equal([2, 1], parts);
    }

    private StoredInstance[] Instances(int count) => [.. Enumerable.Range(1, count).Select(i => new StoredInstance
    {
        Identity = new InstanceIdentity(StudyUid.Parse("1.2"), SeriesUid.Parse("1.2.0"), InstanceUid.Parse($"1.2.{i}"), "1.2.840.10008.5.1.4.1.1.2"),
        TransferSyntaxUid = "1.2.840.10008.1.2.1", Place = objects.Add([(byte)i]), Crc32 = 0, DatasetCrc32 = 0, DatasetLength = 1, Frames = null, InstanceNumber = i, ChangeNumber = i,
    })];

    private async Task<(ForwardOutcome Outcome, string Reason)[]> SendAsync(StoredInstance[] instances)
    {
        using HttpClient client = new(new Service(this));
        await using StowTarget target = new(client, objects, new Uri("http://service.example/studies"), token: null);
        await target.PrepareAsync(instances, CancellationToken.None);
        List<(ForwardOutcome, string)> outcomes = [];
        foreach (StoredInstance instance in instances)
        {
            outcomes.Add(await target.SendAsync(instance, CancellationToken.None));
        }

        return [.. outcomes];
    }

    /// <summary>Counts the parts of each request and answers as the test says.</summary>
    private sealed class Service(StowTargetTests test) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            string body = await request.Content!.ReadAsStringAsync(cancellationToken);
            test.parts.Add(Regex.Count(body, "Content-Type: application/dicom"));
            (HttpStatusCode status, string text) = test.answer(test.parts[^1]);
            return new HttpResponseMessage(status) { Content = new StringContent(text) };
        }
    }
}
