using System.Net;
using System.Net.Http.Headers;
using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Archive.Routing;

namespace Gantry.Server.DicomWeb.Forward;

/// <summary>DICOMweb services as destinations of rules: STOW-RS, an instance a request, as its PS3.10 file is stored.</summary>
internal sealed class StowForwardTargets(IObjectReader objects) : IForwardTargets, IDisposable
{
    private readonly HttpClient client = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(10) }) { Timeout = TimeSpan.FromMinutes(10) };

    public (IForwardTarget? Target, string Reason)? Open(Route route) =>
        route.Url is { } url ? (new Target(client, objects, new Uri(url.TrimEnd('/') + "/studies"), route.Token), "") : null;

    public void Dispose() => client.Dispose();

    private sealed class Target(HttpClient client, IObjectReader objects, Uri address, string? token) : IForwardTarget
    {
        public ValueTask PrepareAsync(IReadOnlyList<StoredInstance> instances, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public async ValueTask<(ForwardOutcome Outcome, string Reason)> SendAsync(StoredInstance instance, CancellationToken cancellationToken)
        {
            using StoredObjectContent part = new(objects, instance.Place);
            part.Headers.ContentType = new MediaTypeHeaderValue("application/dicom");
            using MultipartContent body = new("related") { part };
            body.Headers.ContentType!.Parameters.Add(new NameValueHeaderValue("type", "\"application/dicom\""));
            using HttpRequestMessage request = new(HttpMethod.Post, address) { Content = body };
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/dicom+json"));
            request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
            try
            {
                using HttpResponseMessage answer = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
                return Judge(answer);
            }
            catch (HttpRequestException failed)
            {
                return failed.InnerException is ObjectStoreException unreadable ? (ForwardOutcome.Refused, unreadable.Message) : (ForwardOutcome.Unavailable, $"{address.Authority}: {failed.Message}");
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return (ForwardOutcome.Unavailable, $"{address.Authority} does not answer");
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        /// <summary>Of one instance 200 is all and 202 a warning (PS3.18 table 10.5.3-1); sign-in, overload and the server's own faults may pass.</summary>
        private (ForwardOutcome Outcome, string Reason) Judge(HttpResponseMessage answer)
        {
            string reason = $"{address.Authority} answers {(int)answer.StatusCode} {answer.ReasonPhrase}";
            return answer.StatusCode switch
            {
                HttpStatusCode.OK or HttpStatusCode.Accepted => (ForwardOutcome.Sent, ""),
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests => (ForwardOutcome.Unavailable, reason),
                >= HttpStatusCode.InternalServerError => (ForwardOutcome.Unavailable, reason),
                _ => (ForwardOutcome.Refused, reason),
            };
        }
    }
}
