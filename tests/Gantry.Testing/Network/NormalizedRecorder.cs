using System.Collections.Concurrent;
using Gantry.Network.Dimse;
using Gantry.Network.Services;
using Gantry.Network.Services.Normalized;
using Gantry.Network.UpperLayer;

namespace Gantry.Testing.Network;

/// <summary>Performs normalized services of one SOP class as a test says, and keeps what was asked.</summary>
public sealed class NormalizedRecorder(string served, Func<NormalizedRequest, int, ushort> answer) : NormalizedScp, IServiceScp
{
    private int count;

    public ConcurrentQueue<NormalizedRequest> Requests { get; } = [];

    /// <summary>The associations that they came on.</summary>
    public ConcurrentQueue<ServedAssociation> Associations { get; } = [];

    /// <summary>The first request; waits for it.</summary>
    public async Task<NormalizedRequest> FirstAsync() =>
        (await Eventually.IsAsync(() => Task.FromResult(Requests.TryPeek(out NormalizedRequest? first) ? first : null), first => first is not null, _ => "no request"))!;

    public override bool Negotiates(string sopClassUid) => sopClassUid == served;

    public bool MayInvoke(string sopClassUid) => Negotiates(sopClassUid);

    protected override bool Offers(CommandField service, string sopClassUid, AcceptedContext context) => sopClassUid == served;

    protected override ValueTask<NormalizedResult> PerformAsync(NormalizedRequest request, ServedAssociation association, CancellationToken cancellationToken)
    {
        Associations.Enqueue(association);
        Requests.Enqueue(request);
        return ValueTask.FromResult(new NormalizedResult(answer(request, Interlocked.Increment(ref count))));
    }
}
