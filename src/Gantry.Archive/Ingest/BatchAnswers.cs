using System.Runtime.InteropServices;

namespace Gantry.Archive.Ingest;

/// <summary>
/// Hands out a batch's answers on one thread of the pool, one after another: waking a thread for each costs more than the answer. The committer itself never runs what follows an
/// answer.
/// </summary>
internal sealed class BatchAnswers : IThreadPoolWorkItem
{
    private const int MaxOnOneThread = 8;
    private readonly List<(PendingInstance Instance, CommitAnswer Answer)> answers;

    private BatchAnswers(List<(PendingInstance Instance, CommitAnswer Answer)> answers) => this.answers = answers;

    public static void HandOut(List<(PendingInstance Instance, CommitAnswer Answer)> answers)
    {
        for (int at = 0; at < answers.Count; at += MaxOnOneThread)
        {
            ThreadPool.UnsafeQueueUserWorkItem(new BatchAnswers(answers.GetRange(at, Math.Min(MaxOnOneThread, answers.Count - at))), preferLocal: false);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        foreach (ref readonly (PendingInstance Instance, CommitAnswer Answer) one in CollectionsMarshal.AsSpan(answers))
        {
            one.Instance.Complete(one.Answer);
        }
    }
}
