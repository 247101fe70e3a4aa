// One participant of the tests: speaks what its browser was given, hears whoever is named.
window.caller = {
  async offer(video) {
    const media = { audio: true, video: video ? { width: 320, height: 240, frameRate: 15 } : false };
    this.stream = await navigator.mediaDevices.getUserMedia(media);
    this.out = new RTCPeerConnection();
    this.stream.getTracks().forEach((track) => this.out.addTrack(track, this.stream));
    await this.out.setLocalDescription();
    return this.gathered(this.out);
  },
  async gathered(link) {
    if (link.iceGatheringState !== "complete") {
      await new Promise((done) => {
        link.addEventListener("icegatheringstatechange", () => link.iceGatheringState === "complete" && done());
      });
    }
    return link.localDescription.sdp;
  },
  async agree(sdp) {
    await this.out.setRemoteDescription({ type: "answer", sdp });
    await this.connected(this.out);
  },
  async connected(link) {
    if (link.connectionState !== "connected") {
      await new Promise((done) => {
        link.addEventListener("connectionstatechange", () => link.connectionState === "connected" && done());
      });
    }
  },
  async receive(sdp) {
    this.in = this.in || new RTCPeerConnection();
    await this.in.setRemoteDescription({ type: "offer", sdp });
    await this.in.setLocalDescription();
    return this.gathered(this.in);
  },
  async heard() {
    await this.connected(this.in);
    const found = { audio: 0, video: 0 };
    (await this.in.getStats()).forEach((one) => {
      if (one.type === "inbound-rtp") found[one.kind] += one.packetsReceived;
    });
    return found;
  },
};
