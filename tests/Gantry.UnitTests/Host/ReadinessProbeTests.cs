using Gantry.Composition;
using Gantry.Testing;
using Xunit;

namespace Gantry.UnitTests.Host;

public sealed class ReadinessProbeTests
{
    private readonly ManualTime time = new();

    [Fact]
    public async Task NamesThePartThatFails()
    {
        ReadinessProbe probe = new([("index", () => { }), ("disk", () => throw new IOException())], time);
        Assert.Equal("disk", await probe.FailingAsync(default));
    }

    [Fact]
    public async Task KeepsItsAnswerForASecond()
    {
        int tries = 0;
        ReadinessProbe probe = new([("index", () => tries++)], time);
        Assert.Null(await probe.FailingAsync(default));
        time.Advance(TimeSpan.FromSeconds(0.9));
        Assert.Null(await probe.FailingAsync(default));
        Assert.Equal(1, tries);
        time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Null(await probe.FailingAsync(default));
        Assert.Equal(2, tries);
    }

    [Fact]
    public async Task WhatHangsIsNotReadyAndIsTriedOnce()
    {
        int tries = 0;
        using ManualResetEventSlim release = new();
        ReadinessProbe probe = new([("disk", () =>
        {
            Interlocked.Increment(ref tries);
            release.Wait();
        })], time);
        Task<string?> first = probe.FailingAsync(default).AsTask();
        await time.TimerSet;
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.NotNull(await first);
        Task<string?> second = probe.FailingAsync(default).AsTask();
        release.Set();
        Assert.Null(await second);
        Assert.Equal(1, tries);
    }
}
